// What the judgements of a corpus' candidates come to: those that were judged wrongly, and how much tests let through.
import Table from 'cli-table3';
import type { Figure } from '../support/bench.js';
import type { Given, JudgedVariant } from './judge-corpus.js';
import { describeRow, isFlagged, isMisjudged, isRight, passed, titleOf } from './misjudged.js';

const GIVENS: readonly Given[] = ['visible', 'written', 'all'];

export function corpusFigures(rows: readonly JudgedVariant[]): Figure[] {
  const right = rows.filter(isRight);
  const wrong = rows.filter((row) => !isRight(row));
  const told = rows.filter((row) => row.given === 'all');
  return [
    { name: 'judgements', value: rows.length, goal: null },
    { name: 'falseFailures', value: right.filter((row) => !passed(row)).length, goal: '= 0' },
    { name: 'falsePasses', value: wrong.filter((row) => row.given === 'all' && passed(row)).length, goal: '= 0' },
    {
      name: 'tamperingNotTold',
      value: told.filter((row) => row.variant.tampers && !isFlagged(row)).length,
      goal: '= 0',
    },
    {
      name: 'tamperingMistold',
      value: told.filter((row) => !row.variant.tampers && isFlagged(row)).length,
      goal: '= 0',
    },
    ...GIVENS.map((given) => passRate(wrong, given)),
  ];
}

/** By kind of candidate: how many pass with which tests. */
export function printCorpus(rows: readonly JudgedVariant[]): void {
  const table = new Table({ style: { head: [], border: [] }, head: ['candidates', ...GIVENS.map(titleOf), 'told'] });
  for (const kind of new Set(rows.map((row) => row.variant.kind))) {
    const ofKind = rows.filter((row) => row.variant.kind === kind);
    const told = ofKind.filter((row) => row.given === 'all' && isFlagged(row)).length;
    table.push([kind, ...GIVENS.map((given) => countOf(ofKind, given)), told]);
  }
  console.log(table.toString());
  for (const row of rows.filter(isMisjudged)) console.log(describeRow(row));
}

function passRate(wrong: readonly JudgedVariant[], given: Given): Figure {
  const judged = wrong.filter((row) => row.given === given);
  const rate = judged.length === 0 ? 0 : judged.filter(passed).length / judged.length;
  return { name: `falsePassRate.${given}`, value: Number(rate.toFixed(4)), goal: given === 'all' ? '= 0' : null };
}

function countOf(rows: readonly JudgedVariant[], given: Given): string {
  const judged = rows.filter((row) => row.given === given);
  return judged.length === 0 ? '' : `${judged.filter(passed).length} of ${judged.length}`;
}
