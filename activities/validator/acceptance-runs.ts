// What acceptance files do to the base: a run with them laid over it, and one in which all code is gone besides.
import type { AcceptanceFiles } from '../../core/spec.js';
import type { AcceptanceInput } from '../../core/validator/acceptance.js';
import { PROTECTED_GLOBS } from '../../core/validator/protected-globs.js';
import { testCommands } from '../../core/validator/test-commands.js';
import { fileOfTest } from '../../core/validator/test-id.js';
import type { Stability, TestRun } from '../../core/validator.js';
import { filesWithTests, goTestIds } from './acceptance-files.js';
import { codeFiles, emptySources } from './empty-sources.js';
import { pathMatcher } from './path-matcher.js';
import { runFirstFiles } from './run-first-files.js';
import { type CommitRunRequest, runOnCommit } from './run-on-commit.js';
import type { RanTests } from './run-tests.js';

const GO_MOD_BYTES_MAX = 1_000_000;
/** The run on emptied sources may hang where the tests wait for something; it never deserves the full time. */
const EMPTIED_RUN_MIN_MS = 30_000;
const EMPTIED_RUN_FACTOR = 3;

/** What the rules need to tell which tests the files bring; `run` is the base with the files laid over it. */
export async function acceptanceInput(
  request: CommitRunRequest,
  files: AcceptanceFiles,
  stability: Record<string, Stability>,
  run: TestRun,
): Promise<AcceptanceInput> {
  const formats = testCommands(request.validator).map(({ reportFormat }) => reportFormat);
  const tracked = await request.workspace.listFiles(request.repository, request.commit);
  const paths = new Set(tracked.map((file) => file.path));
  const reportNamesFiles = Object.keys(stability).some((id) => paths.has(fileOfTest(id)));
  return {
    stability,
    run,
    files: Object.keys(files),
    testFiles: reportNamesFiles ? filesWithTests(files) : [],
    namedIds: formats.includes('gotest') ? goTestIds(files, await goModule(request)) : [],
    steadyNames: formats.every((format) => format === 'gotest' || (reportNamesFiles && format !== 'tap')),
  };
}

/**
 * A run with all code emptied; null when there is none to empty. `lay` puts files over the tree before it starts, and
 * `longestMs` is how long a usual run takes.
 */
export async function runEmptied(
  request: CommitRunRequest,
  longestMs: number,
  lay: (tree: string) => Promise<void> = async () => undefined,
): Promise<RanTests | null> {
  const { workspace, repository, commit, validator } = request;
  const files = (await workspace.listFiles(repository, commit)).map((file) => file.path);
  // A script that starts the tests would start none when emptied, and so pass.
  const runFirst = new Set(await runFirstFiles(request, files));
  const isProtected = pathMatcher(PROTECTED_GLOBS);
  const sources = codeFiles(files, (path) => isProtected(path) || runFirst.has(path));
  if (sources.length === 0) return null;
  const timeoutMs = Math.min(validator.testTimeoutMs, Math.max(EMPTIED_RUN_MIN_MS, longestMs * EMPTIED_RUN_FACTOR));
  const change = async (tree: string) => {
    await emptySources(tree, sources);
    await lay(tree);
  };
  return runOnCommit({ ...request, timeoutMs, change });
}

async function goModule({ workspace, repository, commit }: CommitRunRequest): Promise<string> {
  const text = await workspace.readFile(repository, commit, 'go.mod', GO_MOD_BYTES_MAX);
  return /^module\s+"?([^\s"]+)/m.exec(text ?? '')?.[1] ?? '';
}
