// The acceptance files of a spec: read from the ledger, laid over a tree, and asked what tests they hold.
import type { ArtifactRef } from '../../core/artifact.js';
import type { AcceptanceFiles } from '../../core/spec.js';
import { testId } from '../../core/validator/test-id.js';
import type { Artifacts } from '../ledger/ledger.js';
import { writeInTree } from './tree-files.js';

const DECLARES_TESTS = /\b(?:test|it|describe|suite)\b\s*[.(]|\bdef test|\bclass \w*Test|\bfunc Test/;
const DECLARED_TEST = /\b(?:test|it)(?:\.\w+)?\s*\(\s*['"`]|\bdef test|^func Test\w*\s*\(/gm;
const GO_TEST = /^func (Test\w*)\s*\(/gm;

/** No files when there is no artifact. */
export async function readAcceptanceFiles(artifacts: Artifacts, ref: ArtifactRef | null): Promise<AcceptanceFiles> {
  if (ref === null) return {};
  const files: AcceptanceFiles = JSON.parse(await artifacts.get(ref));
  return files;
}

export async function overlayFiles(tree: string, files: AcceptanceFiles): Promise<void> {
  for (const [path, text] of Object.entries(files)) await writeInTree(tree, path, text);
}

/** Those that declare tests themselves, rather than help others. */
export function filesWithTests(files: AcceptanceFiles): string[] {
  return Object.keys(files).filter((path) => declaresTests(files[path] ?? ''));
}

export function declaresTests(text: string): boolean {
  return DECLARES_TESTS.test(text);
}

/** How many tests a text declares, as far as a look at it tells. */
export function countDeclared(text: string): number {
  return text.match(DECLARED_TEST)?.length ?? 0;
}

/** Ids of the Go tests in the files: a package that does not compile names none of them in its report. */
export function goTestIds(files: AcceptanceFiles, modulePath: string): string[] {
  return Object.entries(files).flatMap(([path, text]) => {
    if (!path.endsWith('_test.go')) return [];
    const folder = path.includes('/') ? `/${path.slice(0, path.lastIndexOf('/'))}` : '';
    return [...text.matchAll(GO_TEST)].map(([, name]) => testId(`${modulePath}${folder}`, name ?? ''));
  });
}
