// The activities of intake, for workers whose operator watches repositories.
import type { IntakeActivities } from '../../core/intake-activities.js';
import type { IntakeHands } from './intake-hands.js';
import { pollRepository } from './poll-repository.js';
import { takeIssue } from './take-issue.js';

export function createIntakeActivities(hands: IntakeHands): IntakeActivities {
  return {
    pollRepository: (input) => pollRepository(hands, input),
    takeIssue: (input) => takeIssue(hands, input),
  };
}
