// Test files of the base that a spec names as its acceptance tests: tests that a person committed before the work.
import type { BaselineInput } from '../../core/activities.js';
import type { AcceptanceFiles } from '../../core/spec.js';
import type { Workspace } from '../workspace/workspace.js';
import { declaresTests } from './acceptance-files.js';
import { pathMatcher } from './path-matcher.js';

const NAMED_FILES_MAX = 200;
const FILE_BYTES_MAX = 1_000_000;

/** None where the spec names none; null where what it names is not there, or holds no test. */
export async function namedTestFiles(
  workspace: Workspace,
  { repository, commit, acceptancePaths = [] }: BaselineInput,
): Promise<AcceptanceFiles | null> {
  if (acceptancePaths.length === 0) return {};
  const isNamed = pathMatcher(acceptancePaths);
  const paths = (await workspace.listFiles(repository, commit)).map(({ path }) => path).filter(isNamed);
  const texts = await workspace.readFiles(repository, commit, paths.slice(0, NAMED_FILES_MAX), FILE_BYTES_MAX);
  const files = Object.fromEntries([...texts].filter(([, text]) => declaresTests(text)));
  return Object.keys(files).length === 0 ? null : files;
}
