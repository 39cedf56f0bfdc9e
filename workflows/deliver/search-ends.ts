// How a search ends without a pass: in one sentence each, with the best try named, which stays in the store.
import { bestCandidate } from '../../core/best-candidate.js';
import { UNANSWERED_ENDS } from '../../core/candidate.js';
import { formatDuration } from '../../core/duration.js';
import { shortKey } from '../../core/journal-key.js';
import { formatUsd } from '../../core/money.js';
import { WHOLE_TASK_ID } from '../../core/plan.js';
import { DEFAULT_PAUSE_LIMIT_MS } from '../../core/terms.js';
import type { TryContext } from './plan-try.js';
import type { Run, RunEnd } from './run.js';

/** Nobody raised the budget within the run's limit. */
export function pausedOut(run: Run): RunEnd {
  const limit = formatDuration(run.input.terms.pauseLimitMs ?? DEFAULT_PAUSE_LIMIT_MS);
  const spent = `${formatUsd(run.budget.spentMicroUsd)} of ${formatUsd(run.budget.capMicroUsd)}`;
  return {
    outcome: 'pausedOut',
    summary: `The budget was used up (${spent}) and nobody raised it within ${limit}. ${bestSoFar(run)}`,
  };
}

export function deadlineOver(run: Run): RunEnd {
  const limit = formatDuration(run.input.terms.deadlineMs ?? 0);
  return { outcome: 'nothingPassed', summary: `Nothing passed within the deadline of ${limit}. ${bestSoFar(run)}` };
}

/** When no model could be asked at all, that is an error to mend, not a hard spec. */
export function nothingPassed(context: TryContext): RunEnd {
  const { run, task } = context;
  const tries = [...context.tried.values()];
  const unasked = tries.filter((one) => UNANSWERED_ENDS.includes(one.end) && one.verdict === null);
  if (unasked.length === tries.length) {
    const why = unasked.length > 0 ? unasked.map((one) => one.note) : Object.values(run.availability.gone);
    return { outcome: 'failed', summary: `No model could be asked. ${[...new Set(why)].join(' ')}` };
  }
  if (task.id === WHOLE_TASK_ID) {
    const summary = `The tasks passed one by one, but not together: none of ${tries.length} repairs of the whole passed.`;
    return { outcome: 'nothingPassed', summary };
  }
  const count = tries.length === 1 ? 'The one try' : `None of ${tries.length} tries`;
  const did = tries.length === 1 ? 'did not pass' : 'passed';
  return { outcome: 'nothingPassed', summary: `${count} at "${task.title}" ${did} the tests.` };
}

export function bestSoFar({ candidates }: Run): string {
  const best = bestCandidate(candidates);
  if (!best) return 'No try came so far that it could be judged.';
  const { key, generator, verdict } = best;
  return `The best try is ${shortKey(key)} by ${generator} (score ${verdict.score.toFixed(2)}); it is kept.`;
}
