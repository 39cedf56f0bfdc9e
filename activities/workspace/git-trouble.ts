// The border at which what goes wrong with git or with the disk becomes a failure that Temporal understands.
import { failure } from '../failure.js';
import type { Home } from '../home.js';
import { errorCode } from './error-code.js';
import { GitError, isRefused, withoutCredentials } from './git-error.js';
import { forgetTrees } from './known-trees.js';
import { isDamage, mendDamage } from './mend-damage.js';

/**
 * The same work, throwing `GitTrouble` where git or the disk failed, and `StoreRefused` or `StoreDamaged` where trying
 * again is of no use. Problems that people can mend pass through.
 */
export function throwingGitTrouble<Input extends unknown[], Result>(
  home: Pick<Home, 'cache'>,
  work: (...input: Input) => Promise<Result>,
): (...input: Input) => Promise<Result> {
  return async (...input) => {
    try {
      return await work(...input);
    } catch (error) {
      if (error instanceof GitError) {
        // An object that was remembered may be gone: the next try looks again, and fetches what is missing.
        forgetTrees();
        if (isRefused(error)) throw failure('StoreRefused', refusedByStore(error), { cause: error });
        if (isDamage(error)) throw await mendDamage(home, error);
        throw failure('GitTrouble', error.message, { cause: error });
      }
      if (errorCode(error) !== null) throw failure('GitTrouble', withoutCredentials(String(error)), { cause: error });
      throw error;
    }
  };
}

export function refusedByStore(error: GitError): string {
  return (
    'the store refuses our commits; its rules must let this user make, move (also by force) and delete refs under ' +
    `refs/nightshift/. ${error.message}`
  );
}
