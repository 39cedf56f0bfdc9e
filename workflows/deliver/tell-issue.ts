// What the issue is told beside the stages: one living comment that is kept up to date with the label, and comments that
// are written once. It never holds the run up, and its failures are nobody's but its own.
import { ActivityFailure, CancellationScope, condition, isCancellation, log } from '@temporalio/workflow';
import type { ForgeResult, IssueRef, ProgressState } from '../../core/forge-activities.js';
import { progressStatus } from '../../core/progress-status.js';
import { forge } from '../hands.js';
import { reasonOf } from '../reason-of.js';
import { summary } from '../summary.js';
import { pauseReason, type Run, statusOf } from './run.js';

/** But for a new stage or state, which is shown at once. */
const UPDATE_EVERY_MS = 60_000;
/** For how long the end of a run waits for a forge that does not answer. */
const LAST_WORDS = { scheduleToCloseTimeout: '2 hours' } as const;

/** What the comment shows, as far as it decides when that is shown. */
interface Shown {
  /** Shown at once. */
  state: string;
  /** Shown at most once a minute. */
  rest: string;
  atMs: number;
}

/** Says something once on the issue: the key tells whether it was. */
export function say(run: Run, key: string, text: string): void {
  if (run.input.issue) sayOn(run, run.input.issue.number, key, text);
}

/** The same on the pull request. */
export function sayToReviewers(run: Run, key: string, text: string): void {
  if (run.pullRequest) sayOn(run, run.pullRequest.number, key, text);
}

function sayOn({ input, issue }: Run, number: number, name: string, text: string): void {
  const key = `${name}-${input.generation}`;
  if (!issue.unsaid.some((one) => one.key === key)) issue.unsaid.push({ number, key, text });
}

/** Begins to tell the issue of the run, until the run leaves this workflow. */
export function tellIssue(run: Run): void {
  const { issue } = run.input;
  if (!issue || run.issue.unreachable) return;
  run.issue.telling = true;
  const scope = new CancellationScope();
  const told = scope.run(() => telling(run, issue)).catch(logTrouble);
  const left = CancellationScope.nonCancellable(() => condition(() => run.issue.leaving)).then(() => scope.cancel());
  Promise.all([told.finally(() => (run.issue.telling = false)), left]).catch(logTrouble);
}

/** Lets what is told just now come to an end, so that nothing of it overtakes what comes next. */
export async function stopTelling(run: Run): Promise<void> {
  run.issue.leaving = true;
  await condition(() => !run.issue.telling);
}

/** How it ended. */
export async function lastWords(run: Run): Promise<void> {
  await stopTelling(run);
  const { issue } = run.input;
  if (!issue || run.issue.unreachable) return;
  await sayAll(run);
  await showProgress(run, issue);
}

async function telling(run: Run, issue: IssueRef): Promise<void> {
  let shown: Shown | null = null;
  while (!run.issue.unreachable) {
    await somethingToTell(run, shown);
    // How it ended is said last of all.
    if (run.stage === 'ended') return;
    await sayAll(run);
    if (run.issue.unreachable || sameAs(shown, standing(run))) continue;
    shown = standing(run);
    await showProgress(run, issue);
  }
}

async function somethingToTell(run: Run, shown: Shown | null): Promise<void> {
  const atOnce = () => run.issue.unsaid.length > 0 || shown?.state !== standing(run).state;
  await condition(() => atOnce() || !sameAs(shown, standing(run)));
  const waitMs = shown === null ? 0 : shown.atMs + UPDATE_EVERY_MS - Date.now();
  if (waitMs > 0 && !atOnce()) await condition(atOnce, waitMs);
}

function sameAs(shown: Shown | null, now: Shown): boolean {
  return shown?.state === now.state && shown.rest === now.rest;
}

function standing(run: Run): Shown {
  const { stage, doing, tasks, candidates, budget, pullRequest } = run;
  const { spentMicroUsd, capMicroUsd } = budget;
  return {
    state: `${stage} ${stateOf(run)}`,
    rest: [
      pullRequest?.number,
      doing,
      tasks.map(({ state }) => state),
      candidates.length,
      spentMicroUsd,
      capMicroUsd,
    ].join(' '),
    atMs: Date.now(),
  };
}

function stateOf(run: Run): ProgressState {
  const { outcome, stage } = run;
  const waits = pauseReason(run) !== null || run.issue.toMend !== null;
  if (outcome === 'pausedOut' || (waits && stage !== 'ended')) return 'paused';
  if (outcome === 'running') return 'running';
  return outcome === 'delivered' || outcome === 'draft' ? 'delivered' : 'failed';
}

/** What cannot be said is left unsaid. What was cut off is said later: the key sees to it that it is once. */
async function sayAll(run: Run): Promise<void> {
  for (let [words] = run.issue.unsaid; words && !run.issue.unreachable; [words] = run.issue.unsaid) {
    const { repository } = run.input;
    const input = { repository, ...words };
    const options = { summary: summary(`Comment on #${words.number}: ${words.text}`), ...lastly(run) };
    await heard(run, () => forge.comment.executeWithOptions(options, [input]));
    run.issue.unsaid = run.issue.unsaid.slice(1);
  }
}

async function showProgress(run: Run, issue: IssueRef): Promise<void> {
  const { repository, forge: terms, uiUrl } = run.input;
  const [state, label] = [stateOf(run), terms?.label ?? ''];
  const status = progressStatus(statusOf(run));
  const { shown } = run.issue;
  const input = { repository, issue, label, state, status, uiUrl, ...(shown ? { shown } : {}) };
  const options = { summary: summary(`Show on #${issue.number}: ${run.stage}, ${state}`), ...lastly(run) };
  const result = await heard(run, () => forge.showProgress.executeWithOptions(options, [input]));
  if (result?.ok) run.issue.shown = result.shown ?? null;
}

function lastly({ issue }: Run): Partial<typeof LAST_WORDS> {
  return issue.leaving ? LAST_WORDS : {};
}

async function heard<T extends ForgeResult>(run: Run, tell: () => Promise<T>): Promise<T | null> {
  try {
    const result = await tell();
    if (result.ok) return result;
    log.warn('The issue could not be told', { reason: result.message });
    run.issue.unreachable ||= result.reason === 'notFound';
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    logTrouble(error);
  }
  return null;
}

function logTrouble(error: unknown): void {
  if (!isCancellation(error)) log.warn('The issue could not be told', { reason: reasonOf(error) });
}
