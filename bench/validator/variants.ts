// The candidates that a corpus knows for a task: the right one and several wrong ones.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathMatcher } from '../../activities/validator/path-matcher.js';
import { TEST_GLOBS } from '../../core/validator/protected-globs.js';
import type { CorpusTask } from '../support/task-repository.js';

export interface Variant {
  name: string;
  /** `gold`, or how it is wrong in the corpus' words: `wrong`, `partial`, `regression`, `syntax`, `tamper`, `overfit`. */
  kind: string;
  patchFile: string;
  /** True when it changes tests or what decides how they run. A new file of tests does not: it only cannot count. */
  tampers: boolean;
}

const PATCH = '.patch';
const CHANGED_PATH = /^(?:--- a\/|rename from )(.+)$/gm;
const ADDED_PATH = /^--- \/dev\/null\n\+\+\+ b\/(.+)$/gm;
const isTest = pathMatcher(TEST_GLOBS);

export function variantsOf(task: CorpusTask): Variant[] {
  const wrong = readdirSync(join(task.dir, 'wrong')).filter((file) => file.endsWith(PATCH));
  return [
    variant(task, 'gold', 'gold', join(task.dir, `gold${PATCH}`)),
    ...wrong.map((file) => wrongVariant(task, file.slice(0, -PATCH.length))),
  ];
}

export function applyVariant({ patchFile }: Variant, tree: string): void {
  execFileSync('git', ['apply', '--whitespace=nowarn', patchFile], { cwd: tree, stdio: 'pipe' });
}

function wrongVariant(task: CorpusTask, name: string): Variant {
  const file = join(task.dir, 'wrong', name);
  const { kind } = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as { kind: string };
  return variant(task, name, kind, `${file}${PATCH}`);
}

function variant(task: CorpusTask, name: string, kind: string, patchFile: string): Variant {
  const isProtected = pathMatcher(task.protected.map((entry) => (entry.endsWith('/') ? `${entry}**` : entry)));
  const patch = readFileSync(patchFile, 'utf8');
  const pathsOf = (pattern: RegExp) => [...patch.matchAll(pattern)].map(([, path]) => path ?? '');
  const settings = pathsOf(ADDED_PATH).filter((path) => !isTest(path));
  return { name, kind, patchFile, tampers: [...pathsOf(CHANGED_PATH), ...settings].some(isProtected) };
}
