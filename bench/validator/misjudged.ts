// Which judgements of a corpus' candidates are wrong, in words.
import type { Given, JudgedVariant } from './judge-corpus.js';

export function isRight(row: JudgedVariant): boolean {
  return row.variant.kind === 'gold';
}

export function passed(row: JudgedVariant): boolean {
  return row.verdict?.passed ?? false;
}

export function isFlagged(row: JudgedVariant): boolean {
  return (row.verdict?.tampered.length ?? 0) > 0;
}

/** A wrong one that passes when not all tests decide shows what those tests are worth, not the validator. */
export function isMisjudged(row: JudgedVariant): boolean {
  if (isFlagged(row) !== row.variant.tampers) return row.verdict !== null;
  return isRight(row) ? !passed(row) : row.given === 'all' && passed(row);
}

export function describeRow({ task, variant, given, verdict, problem }: JudgedVariant): string {
  const told = verdict?.tampered.length ? `, told of ${verdict.tampered.join(', ')}` : '';
  return `${task} ${variant.name} (${variant.kind}), ${titleOf(given)}: ${problem || 'passed'}${told}`;
}

export function titleOf(given: Given): string {
  return { visible: 'pass visible tests', written: 'with those from the spec', all: 'with all' }[given];
}
