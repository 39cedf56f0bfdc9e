// Follow: what happens to a result after it was published. A local repository has no reviews and no CI to wait for,
// so a local run ends here; a pull request is looked at until it is merged or closed, and changed where that is wanted.
import { isCancellation } from '@temporalio/workflow';
import { formatDuration } from '../../core/duration.js';
import { beginFollowing } from '../../core/follow/memory.js';
import { type FollowStep, nextStep } from '../../core/follow/next-step.js';
import type { PullRequestNews } from '../../core/forge-activities.js';
import { continueIfLong } from './continue-as-new.js';
import { deliveredEnd } from './delivered-end.js';
import { tidyUp, writeReceipt } from './finish.js';
import { act } from './follow/act.js';
import { lookOnce, lostFromSight, momentOf, waitForNews } from './follow/look.js';
import { memoryOf } from './follow/memory-of.js';
import { holdText, isHeld } from './holds.js';
import { onForge } from './publish-on-forge.js';
import { preparedOf, type Run, type RunEnd } from './run.js';
import { enterStage, show, showMoney } from './show.js';
import { isShort, settleNeed } from './wait.js';

export async function follow(run: Run): Promise<RunEnd> {
  if (!run.pullRequest || run.commit === null) return deliveredEnd(run);
  try {
    if (!run.following) await begin(run, run.commit);
    return await untilEnd(run);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return withSentence(run, 'A person cancelled the run, so that it is not followed any more.');
  }
}

/** The result stands: whoever waits for it goes on, and its receipt can be read. */
async function begin(run: Run, commit: string): Promise<void> {
  const end = deliveredEnd(run);
  run.outcome = end.outcome;
  run.following = beginFollowing(Date.now(), commit, preparedOf(run).baseCommit);
  enterStage(run, 'follow', openText(run));
  showMoney(run);
  await writeReceipt(run, end);
  await tidyUp(run);
}

async function untilEnd(run: Run): Promise<RunEnd> {
  for (;;) {
    await continueIfLong(run);
    // What is told while a step is done is news after it.
    const { looks, resumes } = run.issue;
    const news = await lookOnce(run);
    if (!news) {
      const lost = lostFromSight(run);
      if (lost !== null) return withSentence(run, lost);
      await waitForNews(run, null, { looks, resumes });
      continue;
    }
    settleNeed(run);
    const step = nextStep(memoryOf(run), news, momentOf(run));
    if (step.kind === 'end') return withSentence(run, endSentence(run, news, step.why));
    if (step.kind !== 'wait') {
      await act(run, step);
      continue;
    }
    show(run, waitingText(run, news));
    await waitForNews(run, step.untilMs, { looks, resumes });
  }
}

function openText({ pullRequest }: Run): string {
  return `pull request #${pullRequest?.number} is open; looking at its checks and reviews`;
}

function waitingText(run: Run, { state, by }: PullRequestNews): string {
  if (state === 'merged') return `merged by ${by ?? 'somebody'}; looking whether it stays`;
  if (isHeld(run)) return holdText(run);
  // What the budget lacks is said already.
  return isShort(run) ? run.doing : openText(run);
}

function endSentence(run: Run, { by }: PullRequestNews, why: Extract<FollowStep, { kind: 'end' }>['why']): string {
  const who = by ?? 'Somebody';
  switch (why) {
    case 'merged':
      return `${who} merged it.`;
    case 'closed':
      return `${who} closed it without merging it.`;
    case 'reverted':
      return 'It was merged, and taken back by a later commit.';
    case 'timeLimit':
      return `It is still open after ${formatDuration(onForge(run).terms.followLimitMs)} and is not followed any more.`;
  }
}

function withSentence(run: Run, sentence: string): RunEnd {
  const { outcome, summary } = deliveredEnd(run);
  return { outcome, summary: `${summary} ${sentence}` };
}
