// Canaries: failing tests put at the end of a protected test file, and the file's own tests made to fail at their ends.
// Code under test that makes failing tests pass, or keeps tests from running, does it to them too, and is found out by it.

/** A test file that is to carry canaries. */
export interface TestFile {
  path: string;
  text: string;
  /** Ids of its tests that have passed. */
  passed: readonly string[];
}

/** What one test file becomes. */
export interface CanaryFile {
  path: string;
  /** The file's own text, its tests made to fail where that is known how. */
  body: string;
  /** What is put at its end. */
  text: string;
  /** Names of the tests in `text`; each of them has to be reported as failed. */
  names: string[];
  /** Ids of the file's own tests that were made to fail: each of them has to be reported as failed too. */
  ids: string[];
  /** True where the runner may know the file through others only, so that nothing but the base can prove its canaries. */
  needsProof?: boolean;
}

/** One test's code without its name: a statement that fails when assertions are what they were. */
export interface FailingStatement {
  statement: string;
  isAsync?: boolean;
  /** What the test's function takes. */
  parameter?: string;
}

/** Makes a name that no other canary has and that nothing in the repository can know. */
export type NameCanary = () => string;

/** Beyond it, more ways to assert are not tried in one file. */
export const CANARIES_IN_FILE_MAX = 24;
