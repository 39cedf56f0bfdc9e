// Canaries: failing tests put at the end of a protected test file. Code under test that makes failing tests pass, or
// keeps tests from running, does it to them too, and is found out by it.

/** What is put at the end of one test file. */
export interface CanaryFile {
  path: string;
  text: string;
  /** Names of the tests in `text`; each of them has to be reported as failed. */
  names: string[];
}

/** One test's code without its name: a statement that fails when assertions are what they were. */
export interface FailingStatement {
  statement: string;
  isAsync?: boolean;
}

/** Makes a name that no other canary has and that nothing in the repository can know. */
export type NameCanary = () => string;

/** Beyond it, more ways to assert are not tried in one file. */
export const CANARIES_IN_FILE_MAX = 24;
