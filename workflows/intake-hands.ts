// The activities of intake as its workflows call them. All that they write is found again before it is written.
import type { IntakeActivities } from '../core/intake-activities.js';
import { forgeWrite } from './activity-policies.js';
import { enduringActivities } from './enduring-activities.js';

export const intakeHands = enduringActivities<IntakeActivities>(forgeWrite);
