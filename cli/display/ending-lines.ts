// The last lines of a run: what came of it, where to look, what it cost.

import { formatDuration } from '../../core/duration.js';
import { formatUsd } from '../../core/money.js';
import { issueIn } from '../../core/repository.js';
import type { Outcome } from '../../core/status.js';
import type { EndOfRun } from '../runs/end-of-run.js';
import type { Colors } from '../screen.js';
import { shellWord } from '../shell-word.js';
import { plainLine, plainText } from './plain-text.js';
import { nameOf } from './render-runs.js';

const WORDS: Record<Outcome, string> = {
  running: 'Not ended',
  delivered: 'Delivered',
  draft: 'Draft',
  nothingPassed: 'Nothing passed',
  pausedOut: 'Paused out',
  cancelled: 'Cancelled',
  failed: 'Failed',
};
const LABEL_WIDTH = 10;
const REASON_LINES_MAX = 20;

export interface EndingView {
  colors: Colors;
  serverStays: boolean;
}

/** `serverStays` says whether the link into the UI will still work when the command has ended. */
export function endingLines(end: EndOfRun, { colors, serverStays }: EndingView): string[] {
  const name = shellWord(nameOf({ deliverId: end.workflowId }));
  const paint = end.outcome === 'delivered' ? colors.green : colors.yellow;
  const facts: [string, string | null][] = [
    ['branch', end.branch],
    ['pull', end.pullRequest],
    ['look', end.branch && !end.pullRequest ? lookCommand(end, end.branch) : null],
    ['cost', `${formatUsd(end.spentMicroUsd)} of ${formatUsd(end.budgetMicroUsd)}`],
    ['time', end.durationMs > 0 ? formatDuration(end.durationMs) : null],
    ['receipt', end.receipt && `nightshift receipt ${name}`],
    ['workflow', `${end.workflowId}, generation ${end.generation}`],
    ['ui', end.uiUrl && (serverStays ? end.uiUrl : `nightshift ui ${name}`)],
  ];
  return [
    paint(headline(end)),
    ...facts.flatMap(([label, value]) => (value ? [`  ${label.padEnd(LABEL_WIDTH)}${plainLine(value)}`] : [])),
    ...(end.receipt?.scripted && end.spentMicroUsd > 0
      ? ['  The answers came from a scripted model, not from a real one.']
      : []),
  ];
}

function lookCommand({ workflowId, repository }: EndOfRun, branch: string): string {
  if (issueIn(workflowId)) return `git fetch ${shellWord(repository)} ${shellWord(branch)}`;
  return `git -C ${shellWord(repository)} diff HEAD...${shellWord(branch)}`;
}

/** The outcome and its reason, which often begins with the outcome by itself and may end with lines of a log. */
function headline({ outcome, paused, summary }: EndOfRun): string {
  const [first = '', ...rest] = plainText(summary).trim().split('\n');
  const word = paused ? 'Paused' : WORDS[outcome];
  const told = first.toLowerCase().startsWith(word.toLowerCase());
  const head = told ? first.charAt(0).toUpperCase() + first.slice(1) : `${word}: ${first}`;
  return [head, ...rest.slice(0, REASON_LINES_MAX)].join('\n  ');
}
