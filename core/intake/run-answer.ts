// Answers to `status` and `explain`: where a run stands, what was tried and paid, what it waits for and the way out.
import type { CandidateRecord } from '../candidate.js';
import { verdictWord } from '../details.js';
import { codeSpan, plainLine, shortened } from '../forge-text.js';
import { shortKey } from '../journal-key.js';
import { formatUsd } from '../money.js';
import type { DeliverStatus, Outcome, PauseReason } from '../status.js';

const TRIES_SHOWN_MAX = 15;
const LINE_CHARS_MAX = 300;

/** A run that has ended, as the ledger knows it. */
export interface EndedRun {
  generation: number;
  outcome: Outcome;
  summary: string;
  candidates: readonly CandidateRecord[];
  spentMicroUsd: number;
  budgetMicroUsd: number;
  pullRequest: string | null;
}

export function statusAnswer(status: DeliverStatus): string {
  const { stage, paused, doing } = status;
  return [
    `**${paused === null ? 'Running' : 'Paused'}**, stage ${stage}: ${line(doing)}`,
    '',
    money(status),
    ...places(status.branch, status.pullRequest?.url ?? null),
    ...(status.tasks.length === 0 ? [] : ['', ...status.tasks.map(taskLine)]),
    ...tryCount(status.candidates),
  ].join('\n');
}

export function explainAnswer(status: DeliverStatus): string {
  const { paused, doing } = status;
  return [
    `Generation ${status.generation} is in the stage ${status.stage}: ${line(doing)}`,
    ...(paused === null ? [] : ['', `It waits: ${waitsFor(paused, status)}`]),
    '',
    money(status),
    ...places(status.branch, status.pullRequest?.url ?? null),
    ...tries(status.candidates),
  ].join('\n');
}

export function endedStatusAnswer(run: EndedRun): string {
  return [
    `**Ended** (${run.outcome}), generation ${run.generation}: ${line(run.summary)}`,
    '',
    money(run),
    ...places(null, run.pullRequest),
  ].join('\n');
}

export function endedExplainAnswer(run: EndedRun): string {
  return [endedStatusAnswer(run), ...tries(run.candidates), '', `Way out: ${wayOut(run.outcome)}`].join('\n');
}

function wayOut(outcome: Outcome): string {
  const retry = codeSpan('/nightshift retry');
  const retryWithMore = codeSpan('/nightshift retry budget $10.00');
  const ways: Record<Outcome, string> = {
    running: 'it has not ended.',
    delivered: `review the pull request; ${retry} begins again from the issue as it is now.`,
    draft:
      'the result waits for a person: open the tests that it names by `mayChange` at the beginning of the issue, or ' +
      `change the issue; then ${retry}.`,
    nothingPassed: `say more about what is wanted in the issue, or give more: ${retryWithMore}.`,
    pausedOut: `give more: ${retryWithMore}.`,
    cancelled: `${retry} begins again.`,
    failed: `put right what is named above; then ${retry}.`,
  };
  return ways[outcome];
}

function waitsFor(reason: PauseReason, { budgetNeededMicroUsd }: DeliverStatus): string {
  const waits: Record<PauseReason, string> = {
    user: `somebody paused it. ${codeSpan('/nightshift resume')} goes on.`,
    budget:
      'its budget does not cover the next try' +
      (budgetNeededMicroUsd === null ? '.' : `, which needs ${formatUsd(budgetNeededMicroUsd)} in all.`) +
      ` ${codeSpan(`/nightshift budget ${formatUsd(budgetNeededMicroUsd ?? 10_000_000)}`)} raises it.`,
    approval: `its plan waits for a person's word: ${codeSpan('/nightshift approve')}.`,
    label: 'the label was taken away. Set it again to go on.',
    text: 'the text of the issue was changed. The comment about it shows the difference and how to approve it.',
    mend:
      'somebody has to put right what is named above. The result is kept, and it tries again by itself; ' +
      `${codeSpan('/nightshift resume')} has it try at once.`,
  };
  return waits[reason];
}

function money({ spentMicroUsd, budgetMicroUsd }: Pick<EndedRun, 'spentMicroUsd' | 'budgetMicroUsd'>): string {
  return `Spent ${formatUsd(spentMicroUsd)} of ${formatUsd(budgetMicroUsd)}.`;
}

function places(branch: string | null, pullRequest: string | null): string[] {
  if (pullRequest !== null) return ['', `The result is in ${pullRequest}`];
  return branch === null ? [] : ['', `The result is on the branch ${codeSpan(branch)}.`];
}

function taskLine({ title, state }: DeliverStatus['tasks'][number]): string {
  return `- [${state === 'passed' ? 'x' : ' '}] ${line(title)}${state === 'waiting' || state === 'passed' ? '' : ` (${state})`}`;
}

function tryCount(candidates: readonly CandidateRecord[]): string[] {
  if (candidates.length === 0) return [];
  const best = Math.max(...candidates.map(({ verdict }) => verdict?.score ?? 0));
  return [
    '',
    `${candidates.length === 1 ? 'One try' : `${candidates.length} tries`}, the best score is ${best.toFixed(2)}.`,
  ];
}

function tries(candidates: readonly CandidateRecord[]): string[] {
  if (candidates.length === 0) return ['', 'Nothing was tried.'];
  const left = candidates.length - TRIES_SHOWN_MAX;
  return ['', ...candidates.slice(-TRIES_SHOWN_MAX).map(tryLine), ...(left > 0 ? [`- and ${left} before these`] : [])];
}

function tryLine(candidate: CandidateRecord): string {
  const { key, generator, verdict, chargedMicroUsd, note } = candidate;
  const score = verdict ? `, score ${verdict.score.toFixed(2)}` : '';
  const why = verdict?.firstFinding || note;
  const because = why === '' ? '' : `: ${codeSpan(shortened(why, LINE_CHARS_MAX))}`;
  return `- ${codeSpan(shortKey(key))} by ${codeSpan(generator)}, ${formatUsd(chargedMicroUsd)}: ${verdictWord(candidate)}${score}${because}`;
}

function line(text: string): string {
  return plainLine(shortened(text, LINE_CHARS_MAX));
}
