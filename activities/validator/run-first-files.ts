// Files of the base that run before its tests, or load them, by what its commands and settings say. They are protected
// as tests are, but for those that the package itself is made of: a test command may well start the program under test.
import { parseManifest } from '../../core/validator/manifest-text.js';
import { loadedFiles, type ProtectedText, startedFiles } from '../../core/validator/run-first.js';
import { testCommands } from '../../core/validator/test-commands.js';
import { pathMatcher } from './path-matcher.js';
import type { CommitRunRequest } from './run-on-commit.js';

const FILE_BYTES_MAX = 200_000;
const isSetting = pathMatcher([
  '**/{jest,vitest,vite,ava,karma,playwright}.config.*',
  '**/vitest.workspace.*',
  '**/.mocharc*',
  '**/.taprc*',
  '**/conftest.py',
]);
/** Fields of a manifest that are settings of a runner. */
const RUNNER_FIELDS = ['jest', 'mocha', 'ava', 'tap', 'vitest'];
/** Fields of a manifest that name the package's own files. */
const OWN_FIELDS = ['main', 'module', 'browser', 'bin', 'exports', 'types', 'typings'];
const MANIFEST = /(?:^|\/)package\.json$/;
const MAKEFILE = /^(?:GNUm|M|m)akefile$/;
const RECIPE = /^([\w.-]+)\s*:(?!=)(.*)\n((?:\t.*(?:\n|$))*)/gm;

export async function runFirstFiles(request: CommitRunRequest, tracked: readonly string[]): Promise<string[]> {
  const { workspace, repository, commit, validator } = request;
  const paths = tracked.filter((path) => isSetting(path) || MANIFEST.test(path) || MAKEFILE.test(path));
  if (paths.length === 0 && validator.testForPeople === '') return [];
  const read = await workspace.readFiles(repository, commit, paths, FILE_BYTES_MAX);
  const texts = [...read].map(([path, text]) => ({ path, text }));
  const commands = testCommands(validator).flatMap(({ name, test }) => [name ?? test, validator.testForPeople]);
  const known = new Set(tracked);
  const manifests = texts.filter(({ path }) => MANIFEST.test(path)).map((file) => ofManifest(file, commands, tracked));
  const found = [
    ...manifests.flatMap(({ files }) => files),
    ...startedFiles([...commands, ...recipesOf(texts, commands)], {}, known),
    ...loadedFiles(
      texts.filter(({ path }) => isSetting(path)),
      known,
    ),
  ];
  const own = new Set(manifests.flatMap((manifest) => manifest.own));
  return [...new Set(found)].filter((path) => !own.has(path));
}

interface OfManifest {
  /** What its scripts start and its settings have loaded. */
  files: string[];
  /** What the package itself is made of. */
  own: string[];
}

function ofManifest(
  { path, text }: ProtectedText,
  commands: readonly string[],
  tracked: readonly string[],
): OfManifest {
  const manifest = parseManifest(text);
  if (manifest === null) return { files: [], own: [] };
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const below = new Set(tracked.filter((file) => file.startsWith(folder)).map((file) => file.slice(folder.length)));
  const here = commands.map((command) => command.replace(/^cd \S+ && /, ''));
  const settings = RUNNER_FIELDS.map((field) => JSON.stringify(manifest.get(field)) ?? '').join('\n');
  const named = OWN_FIELDS.map((field) => JSON.stringify(manifest.get(field)) ?? '').join('\n');
  const files = [
    ...startedFiles(here, scriptsOf(manifest), below),
    ...loadedFiles([{ path: '', text: settings }], below),
  ];
  const own = files.filter((file) => named.includes(file));
  return { files: files.map((file) => folder + file), own: own.map((file) => folder + file) };
}

function scriptsOf(manifest: ReadonlyMap<string, unknown>): Record<string, string> {
  const scripts = manifest.get('scripts');
  if (typeof scripts !== 'object' || scripts === null) return {};
  const texts = Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts);
}

/** Lines of the targets that `make` is asked for, and of those that these need. */
function recipesOf(texts: readonly ProtectedText[], commands: readonly string[]): string[] {
  const makefile = texts.find(({ path }) => MAKEFILE.test(path))?.text ?? '';
  const wanted = commands.flatMap((command) => /\bmake\s+([\w.-]+)/.exec(command)?.[1] ?? []);
  const recipes = [...makefile.matchAll(RECIPE)];
  const lines: string[] = [];
  // Grows while it is read.
  for (const target of wanted) {
    for (const [, name, needs = '', recipe = ''] of recipes) {
      if (name !== target) continue;
      lines.push(...recipe.split('\n').map((line) => line.replace(/^\t[@-]*/, '')));
      for (const need of needs.split(/\s+/)) if (need !== '' && !wanted.includes(need)) wanted.push(need);
    }
  }
  return lines;
}
