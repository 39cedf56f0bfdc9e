// The model activities as the worker registers them. A cancellation stops the call in flight.
import type { ModelActivities } from '../../core/model-activities.js';
import { cancellationSignal } from '../cancellation-signal.js';
import type { Hands } from '../hands.js';
import { callModel } from './call-model.js';
import { compactConversation } from './compact-conversation.js';
import { composeBrief, composeRepair, composeReview } from './compose-brief.js';
import { composeTestsBrief } from './compose-tests-brief.js';
import { planTasks } from './plan-tasks.js';
import { createProviderBreakers } from './provider-breakers.js';
import type { Providers } from './providers.js';

export function createModelActivities(
  hands: Pick<Hands, 'ledger' | 'workspace'>,
  providers: Providers,
): ModelActivities {
  const withProviders = { ...hands, providers, breakers: createProviderBreakers() };
  return {
    composeBrief: (input) => composeBrief(hands, input),
    composeRepair: (input) => composeRepair(hands, input),
    composeReview: (input) => composeReview(hands, input),
    composeTestsBrief: (input) => composeTestsBrief(hands, input),
    compactConversation: (input) => compactConversation(hands, input),
    planTasks: (input) => planTasks(withProviders, input, cancellationSignal()),
    callModel: (input) => callModel(withProviders, input, cancellationSignal()),
  };
}
