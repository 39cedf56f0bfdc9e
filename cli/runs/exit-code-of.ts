// The exit code that an outcome gives.
import type { Outcome } from '../../core/status.js';
import { EXIT, type ExitCode } from '../problem.js';

export function exitCodeOf(outcome: Outcome): ExitCode {
  if (outcome === 'delivered') return EXIT.delivered;
  if (outcome === 'pausedOut') return EXIT.waiting;
  // A draft fails tests of the repository: no script may take it for a result that passed.
  return outcome === 'nothingPassed' || outcome === 'draft' ? EXIT.nothingPassed : EXIT.error;
}
