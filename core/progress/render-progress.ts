// The one living comment on an issue: how far the run is, what it has tried and spent, and what a person can do. The
// same state gives the same text, so that nothing is written where nothing is new.
import type { ProgressState } from '../forge-activities.js';
import { codeSpan, plainLine, shortened } from '../forge-text.js';
import { formatUsd, MICRO_USD_PER_CENT, typedUsd } from '../money.js';
import type { DeliverStatus, PauseReason, Stage, TaskStatus } from '../status.js';
import { triesTable } from '../tries-table.js';

export interface ProgressInput {
  status: DeliverStatus;
  state: ProgressState;
  /** Of the run in Temporal's UI; null where that is not known. */
  uiUrl: string | null;
}

const ROWS_MAX = 20;
const LINE_CHARS_MAX = 400;

const STAGE_WORDS: Record<Stage, string> = {
  prepare: 'Reading the issue and running the tests as they are',
  decompose: 'Making a plan',
  generate: 'Working on it',
  integrate: 'Putting the parts together',
  publish: 'Opening the pull request',
  follow: 'The pull request waits for you',
  ended: 'Done',
};

const END_WORDS: Record<DeliverStatus['outcome'], string> = {
  running: 'Done',
  delivered: 'Delivered',
  draft: 'Delivered as a draft',
  nothingPassed: 'Nothing passed',
  pausedOut: 'Stopped: nobody came back to the pause',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

const TASK_WORDS: Record<TaskStatus['state'], string> = {
  waiting: '',
  working: ' (being worked on)',
  passed: '',
  failed: ' (did not pass)',
};

export function renderProgress({ status, state, uiUrl }: ProgressInput): string {
  const blocks = [
    [`**${heading(status, state)}**${status.doing ? `: ${plainLine(shortened(status.doing, LINE_CHARS_MAX))}` : ''}`],
    status.paused === null ? [] : [`> ${pauseWords(status.paused, status)}`],
    state === 'failed' ? ['> `/nightshift retry` starts again; `/nightshift explain` says more.'] : [],
    status.tasks.map(taskLine),
    triesTable(status.candidates, ROWS_MAX),
    [spentLine(status)],
    [linkLine(status, uiUrl)],
  ];
  return blocks
    .map((lines) => lines.join('\n'))
    .filter((block) => block !== '')
    .join('\n\n');
}

function heading({ stage, outcome, paused }: DeliverStatus, state: ProgressState): string {
  if (paused !== null) return 'Paused';
  if (stage === 'ended' || state === 'failed') return END_WORDS[outcome];
  return STAGE_WORDS[stage];
}

/** Why it stands still, and the way on. */
function pauseWords(reason: PauseReason, status: DeliverStatus): string {
  switch (reason) {
    case 'user':
      return 'Somebody paused it. `/nightshift resume` lets it go on.';
    case 'budget':
      return budgetWords(status);
    case 'approval':
      return 'It waits for a yes: `/nightshift approve` lets it go on.';
    case 'label':
      return 'Its label was taken away. Put it back, and it goes on; `/nightshift cancel` ends it.';
    case 'text':
      return 'The issue was edited. A comment below shows what changed, and how to approve it.';
    case 'mend':
      return 'The result is kept, and it tries again by itself. `/nightshift resume` has it try at once; `/nightshift cancel` ends it.';
  }
}

function budgetWords({ budgetMicroUsd, budgetNeededMicroUsd, tokens }: DeliverStatus): string {
  if (budgetNeededMicroUsd !== null) {
    const cents = Math.ceil(budgetNeededMicroUsd / MICRO_USD_PER_CENT);
    const amount = typedUsd(cents * MICRO_USD_PER_CENT);
    return `The rest of ${formatUsd(budgetMicroUsd)} does not pay for another try. Nothing is lost: \`/nightshift budget $${amount}\` is the least that lets it go on.`;
  }
  if (tokens?.needed) return `${tokens.cap} tokens are used up. ${tokens.needed} in all would let it go on.`;
  return 'The budget is used up. Nothing is lost: `/nightshift budget $N` with a larger total lets it go on.';
}

function taskLine({ title, state }: TaskStatus): string {
  const box = state === 'passed' ? 'x' : ' ';
  return `- [${box}] ${plainLine(shortened(title, LINE_CHARS_MAX))}${TASK_WORDS[state]}`;
}

function spentLine({ spentMicroUsd, budgetMicroUsd, tokens }: DeliverStatus): string {
  const counted = tokens ? `, ${tokens.spent} of ${tokens.cap} tokens` : '';
  return `Spent ${formatUsd(spentMicroUsd)} of ${formatUsd(budgetMicroUsd)}${counted}.`;
}

function linkLine({ deliverId, generation, pullRequest, branch }: DeliverStatus, uiUrl: string | null): string {
  const again = generation > 1 ? `, generation ${generation}` : '';
  const parts = [
    pullRequest ? `Pull request #${pullRequest.number}` : branch ? `Branch ${codeSpan(branch)}` : '',
    uiUrl ? `[workflow](${uiUrl})${again}` : `workflow ${codeSpan(deliverId)}${again}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
