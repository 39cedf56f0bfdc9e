// The table of tries that people see on a forge: who tried, what came of it, and what it cost.
import type { CandidateRecord } from './candidate.js';
import { verdictWord } from './details.js';
import { codeCell, plainLine } from './forge-text.js';
import { shortKey } from './journal-key.js';
import { columnUsd } from './money.js';

/** The latest tries say the most. */
export function triesTable(candidates: readonly CandidateRecord[], rowsMax: number): string[] {
  const shown = candidates.slice(-rowsMax);
  if (shown.length === 0) return [];
  const earlier = candidates.length - shown.length;
  return [
    '| try | by | came out as | tests | score | turns | cost |',
    '|---|---|---|---|---|---|---|',
    ...shown.map(row),
    ...(earlier > 0 ? ['', `${earlier === 1 ? 'One earlier try is' : `${earlier} earlier tries are`} not shown.`] : []),
  ];
}

function row(candidate: CandidateRecord): string {
  const { key, generator, verdict, turns, chargedMicroUsd } = candidate;
  const cells = [
    codeCell(shortKey(key)),
    codeCell(generator),
    plainLine(verdictWord(candidate)),
    verdict ? `${verdict.counts.passed}/${verdict.counts.total}` : '',
    verdict ? verdict.score.toFixed(2) : '',
    String(turns),
    columnUsd(chargedMicroUsd),
  ];
  return `| ${cells.join(' | ')} |`;
}
