// A run as plain lines, one for each change: for logs, pipes and people without a terminal.
import type { CandidateRecord } from '../../core/candidate.js';
import { verdictWord } from '../../core/details.js';
import { shortKey } from '../../core/journal-key.js';
import { formatUsd } from '../../core/money.js';
import type { DeliverStatus } from '../../core/status.js';
import { clip, plainLine } from './plain-text.js';
import { headOf, moneyOf } from './render-status.js';

/** What ended a run may come with a log; the last lines of the command show more of it. */
const DOING_CHARS_MAX = 200;

/** What is new in `next`; everything when there was nothing before. */
export function changeLines(previous: DeliverStatus | null, next: DeliverStatus, nowMs: number): string[] {
  const ended = next.candidates.filter((candidate) => isNews(candidate, previous?.candidates ?? []));
  const lines = ended.map(tryLine);
  // How it ended is said by the last lines of the command, which say more.
  if (next.stage === 'ended') return lines.map((line) => `${clockOf(nowMs)} ${line}`);
  if (previous === null || headOf(previous) !== headOf(next) || previous.doing !== next.doing) {
    lines.push(`${headOf(next)}: ${clip(plainLine(next.doing), DOING_CHARS_MAX)} (${moneyOf(next)})`);
  } else if (previous.budgetMicroUsd !== next.budgetMicroUsd) {
    lines.push(`budget is now ${formatUsd(next.budgetMicroUsd)}`);
  }
  return lines.map((line) => `${clockOf(nowMs)} ${line}`);
}

/** A try is news when it ended badly, and when it was judged: that it finished alone says nothing yet. */
function isNews(candidate: CandidateRecord, before: readonly CandidateRecord[]): boolean {
  const known = before.find((other) => other.key === candidate.key);
  if (known) return known.verdict === null && candidate.verdict !== null;
  return candidate.verdict !== null || candidate.end !== 'finished';
}

function tryLine(candidate: CandidateRecord): string {
  const { verdict } = candidate;
  const score = verdict ? `, score ${verdict.score.toFixed(2)}` : '';
  const found = verdict && !verdict.passed && verdict.firstFinding ? `: ${plainLine(verdict.firstFinding)}` : '';
  const note = candidate.note ? `: ${plainLine(candidate.note)}` : found;
  const name = `${plainLine(shortKey(candidate.key))} by ${plainLine(candidate.generator)}`;
  return `try ${name}: ${verdictWord(candidate)}${score}, ${formatUsd(candidate.chargedMicroUsd)}${note}`;
}

function clockOf(nowMs: number): string {
  return new Date(nowMs).toTimeString().slice(0, 8);
}
