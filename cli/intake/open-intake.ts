// The activities of intake in a worker of the operator's.
import type { Ledger } from '../../activities/ledger/ledger.js';
import { SHARED_TASK_QUEUE } from '../../core/deliver.js';
import type { IntakeActivities } from '../../core/intake-activities.js';
import { createIntakeActivities } from '../../workers/intake/create-intake-activities.js';
import type { Operator } from '../config/open-operator.js';
import type { Engine } from '../engine.js';
import { createStarter } from './create-starter.js';
import type { Forge } from './open-forge.js';

export function openIntake(
  { settings, github }: Forge,
  { engine, operator, ledger }: { engine: Engine; operator: Operator; ledger: Ledger },
): IntakeActivities {
  return createIntakeActivities({
    github,
    ledger,
    client: engine.client,
    taskQueue: SHARED_TASK_QUEUE,
    operator: operator.config,
    starter: createStarter({ settings, operator, github, uiLink: engine.uiLink }),
  });
}
