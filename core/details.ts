// The current details of a run: the Markdown table that Temporal's UI shows while it works and after it has ended.

import type { CandidateRecord } from './candidate.js';
import { clampMiddle } from './clamp.js';
import { shortKey } from './journal-key.js';
import { columnUsd, formatUsd } from './money.js';
import type { DeliverStatus } from './status.js';
import { draftTests } from './validator/superseded.js';
import type { VerdictReason } from './validator.js';

const ROWS_MAX = 30;
/** Temporal documents 20 kB for details; memo and result carry the same text. */
const DETAILS_BYTES_MAX = 16_000;

export function renderDetails(status: DeliverStatus): string {
  const lines = [
    `**${oneLine(status.title)}**`,
    '',
    `Stage **${status.stage}**${status.paused ? `, paused (${status.paused})` : ''}: ${oneLine(status.doing)}`,
    '',
    `Spent **${formatUsd(status.spentMicroUsd)}** of ${formatUsd(status.budgetMicroUsd)}` +
      (status.reservedMicroUsd > 0 ? `, ${formatUsd(status.reservedMicroUsd)} reserved` : '') +
      (status.tokens ? `, ${status.tokens.spent} of ${status.tokens.cap} tokens` : ''),
    ...(status.branch ? ['', `Branch \`${status.branch}\`${pullRequestLink(status)}`] : []),
    ...taskTable(status),
    ...candidateTable(status.candidates),
  ];
  return clampMiddle(lines.join('\n'), DETAILS_BYTES_MAX);
}

function pullRequestLink({ pullRequest }: DeliverStatus): string {
  return pullRequest ? `, pull request [#${pullRequest.number}](${pullRequest.url})` : '';
}

function taskTable(status: DeliverStatus): string[] {
  if (status.tasks.length === 0) return [];
  return [
    '',
    '| task | state |',
    '|---|---|',
    ...status.tasks.map((task) => `| ${oneLine(task.title)} | ${task.state} |`),
  ];
}

function candidateTable(candidates: readonly CandidateRecord[]): string[] {
  if (candidates.length === 0) return [];
  return [
    '',
    '| try | generator | end | score | turns | cost |',
    '|---|---|---|---|---|---|',
    ...candidates.slice(-ROWS_MAX).map(candidateRow),
  ];
}

function candidateRow(candidate: CandidateRecord): string {
  const cells = [
    shortKey(candidate.key),
    candidate.generator,
    verdictWord(candidate),
    candidate.verdict ? candidate.verdict.score.toFixed(2) : '',
    String(candidate.turns),
    columnUsd(candidate.chargedMicroUsd),
  ];
  return `| ${cells.map(oneLine).join(' | ')} |`;
}

/** How a try came out, in a word or two. */
export function verdictWord({ verdict, end }: CandidateRecord): string {
  if (draftTests(verdict).length > 0 && verdict?.passed) return 'passed as a draft';
  return verdict ? VERDICT_WORDS[verdict.reason] : end;
}

/** What a verdict's reason means, in a word or two. */
export const VERDICT_WORDS: Record<VerdictReason, string> = {
  passed: 'passed',
  acceptance: 'acceptance failed',
  regression: 'broke tests',
  incomplete: 'tests did not finish',
  untrusted: 'the tests were tampered with',
  unchanged: 'nothing changed',
  conflict: 'a conflict is not settled',
  secret: 'a secret is in the change',
};

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
