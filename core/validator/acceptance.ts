// Which tests the acceptance files bring: what a run of the base with them laid over it shows beyond the base's own
// tests. Only these must newly pass; the base's other failures are nobody's task.
import type { Stability, TestResult, TestRun } from '../validator.js';
import { EXIT_CODE_TEST, fileOfTest, isWholeFile } from './test-id.js';

export interface AcceptanceInput {
  /** The base's own tests, without the acceptance files. */
  stability: Readonly<Record<string, Stability>>;
  /** The base with the acceptance files. */
  run: TestRun;
  /** Paths of the acceptance files. */
  files: readonly string[];
  /** Those of them that hold tests by their name. Empty where reports do not name files. */
  testFiles: readonly string[];
  /** Ids known from the files' text, for runners that name no test of a package that does not compile. */
  namedIds: readonly string[];
  /** False where a failing test's name may be another than when it passes: TAP puts an error in the place of a name,
   * and a report that names no files gives a file that crashed for a test. */
  steadyNames: boolean;
}

export interface AcceptanceTests {
  /** Tests that must pass. */
  ids: string[];
  /** Files whose tests have no names yet, as the base cannot run them: each of their tests must pass. */
  files: string[];
  /** Tests of the base that the acceptance files took away on purpose: nobody misses them. */
  replaced: string[];
  /** True when tests failed or did not run on the base that neither `ids` nor `files` name. */
  unnamed: boolean;
}

export function acceptanceTests(input: AcceptanceInput): AcceptanceTests {
  if (Object.hasOwn(input.stability, EXIT_CODE_TEST)) return ofExitCode(input.run);
  const overlaid = new Set(input.files);
  const { ids, files, loaded, nameless } = input.steadyNames ? bySteadyNames(input) : byPassingNames(input);
  for (const file of input.testFiles) if (!loaded.has(file)) files.add(file);
  const present = new Set(input.run.tests.map((test) => test.id));
  const replaced = Object.keys(input.stability).filter((id) => {
    const file = fileOfTest(id);
    return input.run.complete && overlaid.has(file) && loaded.has(file) && !present.has(id);
  });
  // Steady names are known from the report of a whole run; of a run that broke off nobody knows what it would have named.
  const unnamed = input.steadyNames
    ? !input.run.complete && ids.size + files.size === 0
    : !input.run.complete || nameless.some((test) => !files.has(fileOfTest(test.id)));
  return { ids: [...ids].sort(), files: [...files].sort(), replaced, unnamed };
}

/**
 * Without the tests of the base's own files that nobody can be asked for: those that are skipped there, which no candidate
 * may change, and those that are flaky. What a spec brings itself has to pass all the same.
 */
export function withoutUndecided(
  found: AcceptanceTests,
  { stability, run }: AcceptanceInput,
  own: readonly string[],
): AcceptanceTests {
  const statuses = new Map(run.tests.map(({ id, status }) => [id, status]));
  const isUndecided = (id: string) =>
    own.includes(fileOfTest(id)) &&
    (stability[id] === 'flaky' || (stability[id] === 'notRun' && statuses.get(id) !== 'failed'));
  return { ...found, ids: found.ids.filter((id) => !isUndecided(id)) };
}

/** The command is the only test there is, and the acceptance files are in its tree. */
function ofExitCode(run: TestRun): AcceptanceTests {
  const passed = run.tests.some((test) => test.status === 'passed');
  return { ids: passed ? [] : [EXIT_CODE_TEST], files: [], replaced: [], unnamed: false };
}

interface Named {
  ids: Set<string>;
  files: Set<string>;
  /** Files of which the run names a test. */
  loaded: Set<string>;
  /** Failing tests whose names mean nothing for a run in which they pass. */
  nameless: TestResult[];
}

function bySteadyNames({ stability, run, files, namedIds }: AcceptanceInput): Named {
  const named: Named = { ids: new Set(namedIds), files: new Set(), loaded: new Set(), nameless: [] };
  for (const test of run.tests) {
    if (isWholeFile(test.id)) continue;
    const file = fileOfTest(test.id);
    named.loaded.add(file);
    const fails = stability[test.id] !== 'stablePass' || test.status !== 'passed';
    if (stability[test.id] === undefined || (files.includes(file) && fails)) named.ids.add(test.id);
  }
  return named;
}

function byPassingNames({ stability, run, files }: AcceptanceInput): Named {
  const named: Named = { ids: new Set(), files: new Set(), loaded: new Set(), nameless: [] };
  for (const test of run.tests) {
    const file = fileOfTest(test.id);
    const inFiles = files.includes(file);
    if (!isWholeFile(test.id)) named.loaded.add(file);
    const isNew = stability[test.id] === undefined;
    if (test.status !== 'failed') {
      if (isNew) named.ids.add(test.id);
    } else if (inFiles) {
      named.files.add(file);
    } else if (isNew) {
      named.nameless.push(test);
    }
  }
  return named;
}
