// The validator's activities: how a repository is tested, what its base does, whether a commit passes,
// and whether tests that a model wrote may judge it.
import type { ValidatorActivities } from '../../core/activities.js';
import { cancellationSignal } from '../cancellation-signal.js';
import type { Hands } from '../hands.js';
import { checkTests } from './check-tests.js';
import { deliverTests } from './deliver-tests.js';
import { detectTests } from './detect-tests.js';
import { judge } from './judge.js';
import { runBaseline } from './run-baseline.js';

export function createValidatorActivities(hands: Hands): ValidatorActivities {
  return {
    detectTests(input) {
      return detectTests(hands.workspace, input);
    },

    runBaseline(input) {
      return runBaseline(hands, input, cancellationSignal());
    },

    judge(input) {
      return judge(hands, input, cancellationSignal());
    },

    checkTests(input) {
      return checkTests(hands, input, cancellationSignal());
    },

    deliverTests(input) {
      return deliverTests(hands, input);
    },
  };
}
