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
/** Our token is renewed in the morning: what it kept us from saying is said then. */
const TOKEN_WAIT_MS_FIRST = 60_000;
const TOKEN_WAIT_MS_MAX = 10 * 60_000;
const TOKEN_WAIT_MS_LAST = 24 * 60 * 60_000;

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

/** It is not so any more. True where it was still to be said, and is not now. */
export function unsay({ input, issue }: Run, name: string): boolean {
  const before = issue.unsaid.length;
  issue.unsaid = issue.unsaid.filter(({ key }) => key !== `${name}-${input.generation}`);
  return issue.unsaid.length < before;
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

/** How it ended. It waits for a token that is valid, unless a person has cancelled the run, who knows. */
export async function lastWords(run: Run, isCancelled: () => boolean): Promise<void> {
  await stopTelling(run);
  const { issue } = run.input;
  if (!issue || run.issue.unreachable) return;
  const untilMs = Date.now() + TOKEN_WAIT_MS_LAST;
  for (let waitMs = TOKEN_WAIT_MS_FIRST; ; waitMs = longer(waitMs)) {
    const { looks, resumes } = run.issue;
    // What comes up meanwhile is said, too.
    if ((await sayAll(run)) && (await showProgress(run, issue)) && (await sayAll(run))) return;
    if (isCancelled() || Date.now() >= untilMs) return;
    await untilHeardOf(run, { looks, resumes }, waitMs, isCancelled);
  }
}

async function telling(run: Run, issue: IssueRef): Promise<void> {
  let shown: Shown | null = null;
  let waitMs = TOKEN_WAIT_MS_FIRST;
  while (!run.issue.unreachable) {
    await somethingToTell(run, shown);
    // How it ended is said last of all.
    if (run.stage === 'ended') return;
    const { looks, resumes } = run.issue;
    let isHeard = await sayAll(run);
    if (isHeard && !run.issue.unreachable && !sameAs(shown, standing(run))) {
      shown = standing(run);
      isHeard = await showProgress(run, issue);
    }
    if (isHeard) {
      waitMs = TOKEN_WAIT_MS_FIRST;
      continue;
    }
    shown = null;
    await untilHeardOf(run, { looks, resumes }, waitMs, () => run.stage === 'ended');
    waitMs = longer(waitMs);
  }
}

/** News of the issue was asked for with a token that is valid. `looks` and `resumes`: before the forge was told. */
async function untilHeardOf(
  { issue }: Run,
  { looks, resumes }: Pick<Run['issue'], 'looks' | 'resumes'>,
  waitMs: number,
  isOver: () => boolean,
): Promise<void> {
  await condition(() => issue.looks > looks || issue.resumes > resumes || isOver(), waitMs);
}

function longer(waitMs: number): number {
  return Math.min(2 * waitMs, TOKEN_WAIT_MS_MAX);
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
  if (outcome === 'pausedOut' || (pauseReason(run) !== null && stage !== 'ended')) return 'paused';
  if (outcome === 'running') return 'running';
  return outcome === 'delivered' || outcome === 'draft' ? 'delivered' : 'failed';
}

/**
 * What cannot be said is left unsaid. What was cut off is said later: the key sees to it that it is once. False where our
 * token is not valid.
 */
async function sayAll(run: Run): Promise<boolean> {
  for (let [words] = run.issue.unsaid; words && !run.issue.unreachable; [words] = run.issue.unsaid) {
    const { repository } = run.input;
    const input = { repository, ...words };
    const options = { summary: summary(`Comment on #${words.number}: ${words.text}`), ...lastly(run) };
    const result = await heard(run, () => forge.comment.executeWithOptions(options, [input]));
    if (isUnauthorized(result)) return false;
    run.issue.unsaid = run.issue.unsaid.filter((one) => one !== words);
  }
  return true;
}

/** False where our token is not valid. */
async function showProgress(run: Run, issue: IssueRef): Promise<boolean> {
  const { repository, forge: terms, uiUrl } = run.input;
  const [state, label] = [stateOf(run), terms?.label ?? ''];
  const status = progressStatus(statusOf(run));
  const { shown } = run.issue;
  const input = { repository, issue, label, state, status, uiUrl, ...(shown ? { shown } : {}) };
  const options = { summary: summary(`Show on #${issue.number}: ${run.stage}, ${state}`), ...lastly(run) };
  const result = await heard(run, () => forge.showProgress.executeWithOptions(options, [input]));
  if (result?.ok) run.issue.shown = result.shown ?? null;
  return !isUnauthorized(result);
}

function isUnauthorized(result: ForgeResult | null): boolean {
  return result?.ok === false && result.reason === 'unauthorized';
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
    return result;
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    logTrouble(error);
  }
  return null;
}

function logTrouble(error: unknown): void {
  if (!isCancellation(error)) log.warn('The issue could not be told', { reason: reasonOf(error) });
}
