// The result on a forge: its branch is pushed, then the pull request is opened or brought up to date, then that is written
// down. Each step finds what it did before, so that one that is lost in between is simply done again.
import type { PublishResult, RecordOutcomeInput } from '../../core/activities.js';
import { branchName } from '../../core/deliver.js';
import type { ForgeTerms, IssueRef, OpenPullRequestResult, PullRequestRef } from '../../core/forge-activities.js';
import { asSentence } from '../as-sentence.js';
import { forge, ledger } from '../hands.js';
import { summary } from '../summary.js';
import { deliveredEnd, isDraft } from './delivered-end.js';
import { receiptOf } from './receipt-of.js';
import { ended, judgedBy, preparedOf, type Run, type Step } from './run.js';
import { show } from './show.js';
import { untilMended } from './until-mended.js';

export async function publishOnForge(run: Run, commit: string): Promise<Step<null>> {
  run.commit = commit;
  const published = await untilMended(run, () => pushCommit(run, commit, run.input.replaces));
  if (!published.ok) return ended('failed', keptSentence(published.message, commit));
  run.branch = published.branch;
  run.commit = published.commit;
  show(run, 'opening the pull request');
  const opened = await untilMended(run, () => openPullRequest(run));
  if (!opened.ok) {
    return ended('failed', `${keptSentence(opened.message, run.commit)} It is pushed as branch ${run.branch}.`);
  }
  run.pullRequest = opened.pullRequest;
  if (opened.pullRequest) await recordOutcome(run, opened.pullRequest, 'pending', null);
  return { ok: true, value: null };
}

/** `replaces`: what stands there by us. */
export function pushCommit(run: Run, commit: string, replaces: string | null): Promise<PublishResult> {
  const { terms } = onForge(run);
  const branch = branchName(run.input.spec.slug);
  return forge.publishBranch.executeWithOptions({ summary: summary(`Push ${branch}`) }, [
    {
      repository: run.input.repository,
      branch,
      baseCommit: preparedOf(run).baseCommit,
      commit,
      acceptance: judgedBy(run).acceptance,
      replaces,
      pushTo: terms.pushTo,
      allowWorkflowFiles: terms.allowWorkflowFiles,
    },
  ]);
}

/** Opens it, or brings its words and its draft state up to date. */
export function openPullRequest(run: Run): Promise<OpenPullRequestResult> {
  const { issue, terms } = onForge(run);
  const { repository } = run.input;
  const [branch, commit] = [run.branch ?? '', run.commit ?? ''];
  return forge.openPullRequest.executeWithOptions({ summary: summary(`Pull request for ${branch}`) }, [
    {
      repository,
      issue,
      pushTo: terms.pushTo,
      branch,
      baseBranch: run.base?.branch ?? '',
      commit,
      draft: isDraft(run),
      receipt: receiptOf(run, deliveredEnd(run)),
      results: judgedBy(run).baseline,
    },
  ]);
}

export async function recordOutcome(
  run: Run,
  pullRequest: PullRequestRef,
  state: RecordOutcomeInput['state'],
  by: string | null,
): Promise<{ ok: true }> {
  const { deliverId, input } = run;
  await ledger.recordOutcome.executeWithOptions({ summary: summary(`Outcome: ${state}`) }, [
    { deliverId, generation: input.generation, pullRequest, state, by, atMs: Date.now() },
  ]);
  return { ok: true };
}

/** What only a run of an issue has. */
export function onForge({ input }: Run): { issue: IssueRef; terms: ForgeTerms } {
  if (!input.issue || !input.forge) throw new Error('the run came from no issue');
  return { issue: input.issue, terms: input.forge };
}

function keptSentence(message: string, commit: string): string {
  return `${asSentence(message)} The result is kept in the store as commit ${commit}.`;
}
