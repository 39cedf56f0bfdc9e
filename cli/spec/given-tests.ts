// Test files that are named on the command line, as they stand in the working tree: they become fenced blocks at the end
// of the spec, so that they are checked, pinned and shown like those that a spec brings itself.
import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { usageProblem } from '../problem.js';
import { readTextFile } from './read-text-file.js';

const FENCE_MIN = 3;

export interface GivenTests {
  /** Markdown to put behind the spec. */
  blocks: string;
  /** Paths inside the repository. */
  paths: string[];
}

export const NO_GIVEN_TESTS: GivenTests = { blocks: '', paths: [] };

/** Throws `CliProblem` that names the file. */
export async function givenTests(typed: readonly string[], cwd: string, repository: string): Promise<GivenTests> {
  const root = await realpath(repository);
  const files = await Promise.all(typed.map((path) => readGiven(path, cwd, root)));
  return { blocks: files.map(fenced).join(''), paths: files.map(({ path }) => path) };
}

interface GivenFile {
  path: string;
  text: string;
}

async function readGiven(typed: string, cwd: string, root: string): Promise<GivenFile> {
  const bytes = await readTextFile(typed, resolve(cwd, typed), 'name a test file');
  const path = relative(root, await realpath(resolve(cwd, typed)));
  if (path.startsWith('..') || path === '') {
    throw usageProblem(`${typed} is not in the repository ${root}; put it where the tests lie`);
  }
  return { path: path.split(sep).join('/'), text: new TextDecoder('utf-8').decode(bytes) };
}

function fenced({ path, text }: GivenFile): string {
  const longest = Math.max(FENCE_MIN - 1, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `\n\n${fence} file="${path}"\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}\n`;
}
