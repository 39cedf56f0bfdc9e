// The border at which what goes wrong with git or with the disk becomes a failure that Temporal understands.
import { failure } from '../failure.js';
import { errorCode } from './error-code.js';
import { GitError, withoutCredentials } from './git-error.js';
import { forgetTrees } from './known-trees.js';

/** The same work, throwing `GitTrouble` where git or the disk failed. Problems that people can mend pass through. */
export function throwingGitTrouble<Input extends unknown[], Result>(
  work: (...input: Input) => Promise<Result>,
): (...input: Input) => Promise<Result> {
  return async (...input) => {
    try {
      return await work(...input);
    } catch (error) {
      if (error instanceof GitError) {
        // An object that was remembered may be gone: the next try looks again, and fetches what is missing.
        forgetTrees();
        throw failure('GitTrouble', error.message, { cause: error });
      }
      if (errorCode(error) !== null) throw failure('GitTrouble', withoutCredentials(String(error)), { cause: error });
      throw error;
    }
  };
}
