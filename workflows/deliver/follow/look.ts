// Looks at the pull request, writes down what became of it, and waits for the next look: by a timer that costs nothing,
// ended early by whatever is told of it.
import { ActivityFailure, condition, isCancellation } from '@temporalio/workflow';
import { formatDuration } from '../../../core/duration.js';
import { afterBlindLook, afterLook, afterRecorded } from '../../../core/follow/memory.js';
import { type Moment, nextLookAtMs, resultStateOf } from '../../../core/follow/next-step.js';
import type { LookResult, PullRequestNews } from '../../../core/forge-activities.js';
import { DEFAULT_PAUSE_LIMIT_MS } from '../../../core/terms.js';
import { watcher } from '../../hands.js';
import { reasonOf } from '../../reason-of.js';
import { summary } from '../../summary.js';
import { isHeld } from '../holds.js';
import { onForge, recordOutcome } from '../publish-on-forge.js';
import type { Run } from '../run.js';
import { show } from '../show.js';
import { isShort, standstill } from '../wait.js';
import { memoryOf, pullRequestOf, remember } from './memory-of.js';

/** Null where nothing could be seen, or written down: that is waited for, too. */
export async function lookOnce(run: Run): Promise<PullRequestNews | null> {
  const looked = await orWhy(() => look(run));
  if (!looked.ok) return blind(run, `the pull request cannot be looked at: ${looked.message}`);
  const { news, etags } = looked;
  const state = resultStateOf(news);
  if (state !== memoryOf(run).recorded) {
    const recorded = await orWhy(() => recordOutcome(run, pullRequestOf(run), state, news.by));
    if (!recorded.ok) return blind(run, `what became of the pull request cannot be written down: ${recorded.message}`);
    remember(run, (memory) => afterRecorded(memory, state));
  }
  remember(run, (memory) => afterLook(memory, news, etags, Date.now()));
  if (run.base && news.baseBranch !== undefined) run.base = { ...run.base, branch: news.baseBranch };
  return news;
}

function blind(run: Run, why: string): null {
  remember(run, (memory) => afterBlindLook(memory, Date.now()));
  show(run, why);
  return null;
}

/** A result that stands is not lost with a forge or a ledger that fails for good. */
async function orWhy<Done extends { ok: boolean }>(
  work: () => Promise<Done>,
): Promise<Done | { ok: false; message: string }> {
  try {
    return await work();
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return { ok: false, message: reasonOf(error) };
  }
}

function look(run: Run): Promise<LookResult> {
  const { issue, terms } = onForge(run);
  const pullRequest = pullRequestOf(run);
  const { repository } = run.input;
  const { etags } = memoryOf(run);
  const options = { summary: summary(`Look at #${pullRequest.number}`) };
  return watcher.lookAtPullRequest.executeWithOptions(options, [
    { repository, issue, pushTo: terms.pushTo, pullRequest, branch: run.branch ?? '', etags },
  ]);
}

/** Why nobody looks any more, in a sentence; null while it is tried again. */
export function lostFromSight(run: Run): string | null {
  const { blindSinceMs, sinceMs } = memoryOf(run);
  const limitMs = run.input.terms.pauseLimitMs ?? DEFAULT_PAUSE_LIMIT_MS;
  const now = Date.now();
  const over = now >= sinceMs + onForge(run).terms.followLimitMs;
  if (blindSinceMs === null || (!over && now < blindSinceMs + limitMs)) return null;
  return `It could not be looked at for ${formatDuration(now - blindSinceMs)} (${run.doing}), so that it is not followed any more.`;
}

export function momentOf(run: Run): Moment {
  const { followLimitMs, revisionsMax } = onForge(run).terms;
  return { atMs: Date.now(), held: isHeld(run) || isShort(run), followLimitMs, revisionsMax };
}

/** `untilMs` null: as after any look. `looks` and `resumes`: how often news had been told before the look. */
export async function waitForNews(
  run: Run,
  untilMs: number | null,
  { looks, resumes }: Pick<Run['issue'], 'looks' | 'resumes'>,
): Promise<void> {
  const now = Date.now();
  const atMs = untilMs ?? nextLookAtMs(memoryOf(run), { atMs: now });
  const { held } = momentOf(run);
  const isNews = () => run.issue.looks > looks || run.issue.resumes > resumes || (isHeld(run) || isShort(run)) !== held;
  await standstill(run, () => condition(isNews, Math.max(1, atMs - now)));
}
