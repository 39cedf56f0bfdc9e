// The activities of intake in a worker of the operator's.
import type { Ledger } from '../../activities/ledger/ledger.js';
import { SHARED_TASK_QUEUE } from '../../core/deliver.js';
import type { IntakeActivities } from '../../core/intake-activities.js';
import { createIntakeActivities } from '../../workers/intake/create-intake-activities.js';
import type { Operator } from '../config/open-operator.js';
import type { Engine } from '../engine.js';
import { createStarter } from './create-starter.js';
import type { Forge } from './open-forge.js';

export interface IntakeParts {
  engine: Engine;
  operator: Operator;
  ledger: Ledger;
  /** A line for the operator. */
  say(line: string): void;
}

export function openIntake(
  { settings, github }: Forge,
  { engine, operator, ledger, say }: IntakeParts,
): IntakeActivities {
  const activities = createIntakeActivities({
    github,
    ledger,
    client: engine.client,
    taskQueue: SHARED_TASK_QUEUE,
    operator: operator.config,
    starter: createStarter({ settings, operator, github, uiLink: engine.uiLink }),
  });
  return { ...activities, pollRepository: sayingTrouble(activities.pollRepository, say) };
}

/** A repository that cannot be seen has nowhere else to say so. Each trouble is said once, and its end. */
export function sayingTrouble(
  poll: IntakeActivities['pollRepository'],
  say: (line: string) => void,
): IntakeActivities['pollRepository'] {
  const said = new Map<string, string | null>();
  return async (input) => {
    const result = await poll(input);
    const { owner, name } = input.repository;
    const place = `${owner}/${name}`;
    if (result.problem !== (said.get(place) ?? null)) {
      say(
        result.problem === null
          ? `${place} can be watched again.`
          : `${place} cannot be watched, so nothing begins there: ${result.problem}`,
      );
    }
    said.set(place, result.problem);
    return result;
  };
}
