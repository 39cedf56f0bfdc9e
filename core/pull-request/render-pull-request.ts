// Title and body of a pull request, from the receipt: what a reviewer wants to know first, what was tried and paid below
// in a fold, and the receipt itself for machines. It says no more than the receipt knows.

import { formatDuration } from '../duration.js';
import { foreignMarkdown, plainLine, shortened, titleLine } from '../forge-text.js';
import { columnUsd, formatUsd } from '../money.js';
import type { Plan } from '../plan.js';
import type { Receipt } from '../receipt.js';
import { triesTable } from '../tries-table.js';
import { receiptBlock } from './receipt-block.js';
import { reproduceLines } from './reproduce.js';
import { testLines, warningLines } from './say-tests.js';

export interface PullRequestText {
  title: string;
  body: string;
}

export interface PullRequestInput {
  receipt: Receipt;
  /** The issue that it closes. */
  issue: number;
  draft: boolean;
  branch: string;
  /** Where the branch is fetched from: `origin`, or the address of a fork. */
  remote: string;
  /** Ids of acceptance tests, as far as they are known by name. */
  acceptance: readonly string[];
}

/** GitHub's own limits, less some room in the body for a mark behind it. */
const TITLE_CHARS_MAX = 256;
const BODY_CHARS_MAX = 65_536 - 136;
const SUMMARY_CHARS_MAX = 2_000;
const LINE_CHARS_MAX = 400;
const CRITERIA_MAX = 60;
const NOTES_MAX = 20;
const ROWS_MAX = 60;

export function renderPullRequest(input: PullRequestInput): PullRequestText {
  const { receipt, issue } = input;
  const head = [`Closes #${issue}`, ...blocks(whatLines(receipt), warningLines(receipt, input.draft))];
  const proof = blocks(criteriaLines(receipt.plan), testLines(receipt, input.acceptance), reproduceLines(input));
  const notes = blocks(noteLines(receipt));
  const tries = blocks(foldedTries(receipt));
  const block = receiptBlock(receipt);
  // What is least missed goes first.
  const body = firstFitting([
    [...head, ...proof, ...tries, ...notes, block],
    [...head, ...proof, ...tries, ...notes],
    [...head, ...proof, ...notes],
    [...head, ...proof],
  ]);
  return { title: titleLine(receipt.title, TITLE_CHARS_MAX), body };
}

function firstFitting(versions: readonly string[][]): string {
  const texts = versions.map((version) => version.join('\n\n'));
  return texts.find((text) => text.length <= BODY_CHARS_MAX) ?? shortened(texts.at(-1) ?? '', BODY_CHARS_MAX);
}

function blocks(...groups: string[][]): string[] {
  return groups.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
}

/** A plan of one task says what the title says. */
function whatLines({ plan, scripted }: Receipt): string[] {
  const note = scripted ? ['> **Scripted.** The answers came from a scripted model; dollars are pretended.', ''] : [];
  if (plan === null || plan.tasks.length < 2) return note.slice(0, 1);
  const summary = foreignMarkdown(shortened(plan.summary, SUMMARY_CHARS_MAX));
  return [...note, summary, '', ...plan.tasks.map(({ title }) => `- ${plainLine(shortened(title, LINE_CHARS_MAX))}`)];
}

function criteriaLines(plan: Plan | null): string[] {
  const criteria = (plan?.tasks ?? []).flatMap(({ acceptance }) => acceptance);
  if (criteria.length === 0) return [];
  const more = criteria.length - CRITERIA_MAX;
  return [
    '### It is done when',
    '',
    ...criteria.slice(0, CRITERIA_MAX).map((one) => `- ${plainLine(shortened(one, LINE_CHARS_MAX))}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
}

function foldedTries(receipt: Receipt): string[] {
  const { candidates, overheadCalls, spentMicroUsd, budgetMicroUsd, startedAtMs, endedAtMs } = receipt;
  const count = candidates.length === 1 ? '1 try' : `${candidates.length} tries`;
  const time = endedAtMs > startedAtMs ? ` in ${formatDuration(endedAtMs - startedAtMs)}` : '';
  return [
    `<details><summary>${count}, ${formatUsd(spentMicroUsd)} of ${formatUsd(budgetMicroUsd)}${time}</summary>`,
    '',
    ...triesTable(candidates, ROWS_MAX),
    ...(overheadCalls.length > 0 ? ['', 'Beside the tries:', ''] : []),
    ...overheadCalls.map(
      ({ purpose, generator, chargedMicroUsd }) =>
        `- ${plainLine(purpose)} by ${plainLine(generator)}: ${columnUsd(chargedMicroUsd)}`,
    ),
    '',
    '</details>',
  ];
}

function noteLines({ notes, sandbox, sandboxFacts }: Receipt): string[] {
  const unsafe = sandbox === 'none' ? ['The tests were run without a sandbox.'] : [];
  const all = [...unsafe, ...notes, ...(sandboxFacts?.weaknesses ?? [])];
  if (all.length === 0) return [];
  const shown = all.slice(0, NOTES_MAX).map((note) => `- ${plainLine(shortened(note, LINE_CHARS_MAX))}`);
  return ['### Notes', '', ...shown];
}
