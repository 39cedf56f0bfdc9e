// What an activity may still leave to the engine: another attempt, or none.
import { activityInfo, asyncLocalStorage } from '@temporalio/activity';

/** Whether nobody makes a further attempt after this one fails; outside of an activity nobody does. */
export function isLastAttempt(): boolean {
  if (asyncLocalStorage.getStore() === undefined) return true;
  const { attempt, retryPolicy } = activityInfo();
  return retryPolicy?.maximumAttempts !== undefined && attempt >= retryPolicy.maximumAttempts;
}
