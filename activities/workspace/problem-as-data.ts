// Expected problems with a repository travel as data; everything else stays an exception, and so does what may pass as
// long as there is another attempt to wait for.
import type { ExpectedFailure } from '../../core/validator.js';
import { failure } from '../failure.js';
import { isLastAttempt } from '../last-attempt.js';
import { RepositoryProblem, type RepositoryProblemReason } from './workspace.js';

/**
 * The problem as data when its reason is one of those expected here; throws the error again otherwise, and `GitTrouble`
 * for what may pass before the engine gives up.
 */
export function problemAsData<Reason extends RepositoryProblemReason>(
  error: unknown,
  expected: readonly Reason[],
): ExpectedFailure<Reason> {
  if (!(error instanceof RepositoryProblem)) throw error;
  const reason = expected.find((candidate) => candidate === error.reason);
  if (reason === undefined) throw error;
  if (error.mayPass && !isLastAttempt()) throw failure('GitTrouble', error.message, { cause: error });
  return { ok: false, reason, message: error.message, log: null };
}
