// Which tests the acceptance files bring: what a run of the base with them laid over it shows beyond the base's own
// tests. Only these must newly pass; the base's other failures are nobody's task.
import type { Stability, TestRun } from '../validator.js';
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
}

export interface AcceptanceTests {
  /** Tests that must pass. */
  ids: string[];
  /** Files that the base cannot load, so that their tests have no names yet: each of their tests must pass. */
  files: string[];
  /** Tests of the base that the acceptance files took away on purpose: nobody misses them. */
  replaced: string[];
}

export function acceptanceTests(input: AcceptanceInput): AcceptanceTests {
  const overlaid = new Set(input.files);
  const ids = new Set(input.namedIds);
  const loaded = new Set<string>();
  const present = new Set<string>();
  for (const test of input.run.tests) {
    present.add(test.id);
    if (test.id === EXIT_CODE_TEST) {
      if (test.status === 'failed') ids.add(test.id);
    } else if (!isWholeFile(test.id)) {
      const file = fileOfTest(test.id);
      loaded.add(file);
      const stability = input.stability[test.id];
      const isNew = stability === undefined;
      const fails = stability !== 'stablePass' || test.status !== 'passed';
      if (isNew || (overlaid.has(file) && fails)) ids.add(test.id);
    }
  }
  const replaced = Object.keys(input.stability).filter((id) => {
    const file = fileOfTest(id);
    return input.run.complete && overlaid.has(file) && loaded.has(file) && !present.has(id);
  });
  return { ids: [...ids].sort(), files: input.testFiles.filter((file) => !loaded.has(file)).sort(), replaced };
}
