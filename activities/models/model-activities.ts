// The model activities as the worker registers them: each sends heartbeats while it works, so that a dead worker is
// noticed within seconds and a cancellation stops the call in flight.
import type { ModelActivities } from '../../core/activities.js';
import type { Hands } from '../hands.js';
import { withHeartbeat } from '../heartbeat.js';
import { callModel } from './call-model.js';
import { composeBrief, composeRepair } from './compose-brief.js';
import { planTasks } from './plan-tasks.js';
import type { Providers } from './providers.js';

export function createModelActivities(
  hands: Pick<Hands, 'ledger' | 'workspace'>,
  providers: Providers,
): ModelActivities {
  const withProviders = { ...hands, providers };
  return {
    composeBrief: (input) => withHeartbeat(() => composeBrief(hands, input)),
    composeRepair: (input) => withHeartbeat(() => composeRepair(hands, input)),
    planTasks: (input) => withHeartbeat((signal) => planTasks(withProviders, input, signal)),
    callModel: (input) => withHeartbeat((signal) => callModel(withProviders, input, signal)),
  };
}
