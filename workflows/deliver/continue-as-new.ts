// A history that has grown long is left behind: the run goes on in a new one, with all that it knows. Only between stages
// and tasks, where no candidate runs that would be left without its parent.
import { allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { DeliverInput, DeliverResult } from '../../core/deliver.js';
import { slimCandidates } from '../../core/slim-candidates.js';
import { DEFAULT_HISTORY_EVENTS_MAX } from '../../core/terms.js';
import type { CarriedRun, Run } from './run.js';
import { stopTelling } from './tell-issue.js';

export type Deliver = (input: DeliverInput, carried?: CarriedRun) => Promise<DeliverResult>;

/** Throws the engine's own `ContinueAsNew` where the history is long. */
export async function continueIfLong(run: Run): Promise<void> {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  const eventsMax = run.input.terms.historyEventsMax ?? DEFAULT_HISTORY_EVENTS_MAX;
  if (historyLength < eventsMax && !continueAsNewSuggested) return;
  // A message that is being handled belongs to this workflow; what comes later reaches the next one.
  await condition(allHandlersFinished);
  await stopTelling(run);
  const { input, ...carried } = run;
  const issue = { ...run.issue, leaving: false };
  await continueAsNew<Deliver>(input, { ...carried, issue, candidates: slimCandidates(run.candidates) });
}
