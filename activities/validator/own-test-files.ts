// Test files at places that no glob knows, found by the base's own report: they decide as much as those in a folder of
// tests. So do those that run first, such as the script that the test command starts. A file that others load too, such as one with documentation tests, is code and stays the candidate's to change.

import { PROTECTED_GLOBS } from '../../core/validator/protected-globs.js';
import { fileOfTest } from '../../core/validator/test-id.js';
import { declaresTests } from './acceptance-files.js';
import { pathMatcher } from './path-matcher.js';
import { runFirstFiles } from './run-first-files.js';
import type { CommitRunRequest } from './run-on-commit.js';

const FILE_BYTES_MAX = 1_000_000;
/** What other files could load from this one, or what a tool takes out of code. */
const GIVES_SOMETHING = /^\s*export\b|\bmodule\.exports\b|^\s*exports\.|\bimport\.meta\.vitest\b|#\[cfg\(test\)\]/m;
const PYTHON_TESTS = /^\s*(?:async )?def test|\bTestCase\b/m;

/** `ids` are those of the base's tests. */
export async function ownTestFiles(request: CommitRunRequest, ids: readonly string[]): Promise<string[]> {
  const { workspace, repository, commit } = request;
  const isProtected = pathMatcher(PROTECTED_GLOBS);
  const named = new Set(ids.map(fileOfTest));
  const tracked = (await workspace.listFiles(repository, commit)).map((file) => file.path);
  const paths = tracked.filter((path) => named.has(path) && !isProtected(path));
  const texts = paths.length === 0 ? [] : await workspace.readFiles(repository, commit, paths, FILE_BYTES_MAX);
  const tests = [...texts].filter(([path, text]) => holdsOnlyTests(path, text)).map(([path]) => path);
  const runFirst = (await runFirstFiles(request, tracked)).filter((path) => !isProtected(path));
  return [...new Set([...tests, ...runFirst])];
}

function holdsOnlyTests(path: string, text: string): boolean {
  if (path.endsWith('.py')) return PYTHON_TESTS.test(text);
  return declaresTests(text) && !GIVES_SOMETHING.test(text);
}
