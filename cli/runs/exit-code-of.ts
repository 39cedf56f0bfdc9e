// The exit code that an outcome gives.
import type { Outcome } from '../../core/status.js';
import { EXIT, type ExitCode } from '../problem.js';

export function exitCodeOf(outcome: Outcome): ExitCode {
  if (outcome === 'delivered') return EXIT.delivered;
  return outcome === 'nothingPassed' ? EXIT.nothingPassed : EXIT.error;
}
