// The messages that a run understands; their names stand in core/deliver.ts for clients.
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { PlanApproval } from '../core/approval.js';
import { MESSAGES } from '../core/deliver.js';
import type { ForgeEvent } from '../core/forge-event.js';
import type { DeliverStatus } from '../core/status.js';

/** Nothing new starts; calls in flight finish. */
export const pauseSignal = defineSignal(MESSAGES.pause);
export const resumeSignal = defineSignal(MESSAGES.resume);
/** What intake says of the issue and the pull request, as they are now. */
export const forgeEventSignal = defineSignal<[ForgeEvent]>(MESSAGES.forgeEvent);
/** Sets new totals, in micro-dollars and where they are capped of tokens, so that sending it twice is harmless. */
export const setBudgetUpdate = defineUpdate<number, [number, number?]>(MESSAGES.setBudget);
/** Lets work on the plan begin; the same approval twice is harmless. */
export const approvePlanUpdate = defineUpdate<PlanApproval, [PlanApproval]>(MESSAGES.approvePlan);
export const statusQuery = defineQuery<DeliverStatus>(MESSAGES.status);
