// What a file is for, as its path tells it. Pure.

export type FileKind = 'source' | 'test' | 'text' | 'data';

const TEST =
  /(^|\/)(tests?|__tests__|specs?|e2e|testdata|fixtures?|testing)\/|[._-](test|spec)s?\.[^/]+$|(^|\/)(tests?\.|test_)[^/]*$|Tests?\.[^/.]+$/;
const TEXT = /\.(md|mdx|rst|txt|adoc|html?|tex|po)$|(^|\/)(changelog|changes|history|news|license|authors)[^/]*$/i;
const DATA =
  /\.(json|jsonc|json5|ya?ml|toml|ini|cfg|conf|xml|csv|tsv|svg|css|scss|less|sql|env|properties|lock)$|(^|\/)\.[^/]+$/i;
const CHANGES = /(^|\/)(changelog|changes|history|news|authors|contributors)[^/]*$/i;

export function fileKind(path: string): FileKind {
  if (TEXT.test(path)) return 'text';
  if (TEST.test(path)) return 'test';
  return DATA.test(path) ? 'data' : 'source';
}

/** A task is written in prose, so that prose looks most like it; the work is done in sources. */
const WEIGHTS: Record<FileKind, number> = { source: 1, test: 0.5, text: 0.3, data: 0.35 };
const CHANGES_WEIGHT = 0.05;

export function kindWeight(path: string): number {
  return CHANGES.test(path) ? CHANGES_WEIGHT : WEIGHTS[fileKind(path)];
}

const TEST_AFFIX = /^test_|[._-](test|spec|tests|specs)$|_test$|Tests?$|^test-/;

/** The name without its ending and without what makes it a test's: a source and its tests share it. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/(?<=.)\.[^.]+$/, '').replace(TEST_AFFIX, '');
}
