// Expected problems with a repository travel as data; everything else stays an exception.
import type { ExpectedFailure } from '../../core/validator.js';
import { RepositoryProblem, type RepositoryProblemReason } from './workspace.js';

/** The problem as data when its reason is one of those expected here; throws the error again otherwise. */
export function problemAsData<Reason extends RepositoryProblemReason>(
  error: unknown,
  expected: readonly Reason[],
): ExpectedFailure<Reason> {
  if (!(error instanceof RepositoryProblem)) throw error;
  const reason = expected.find((candidate) => candidate === error.reason);
  if (reason === undefined) throw error;
  return { ok: false, reason, message: error.message, log: null };
}
