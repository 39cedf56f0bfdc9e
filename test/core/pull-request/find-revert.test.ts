import { describe, expect, it } from '@jest/globals';
import { isReverted } from '../../../core/pull-request/find-revert.js';

const MERGE = 'a1'.repeat(20);
const HEAD = 'b2'.repeat(20);
const OTHER = 'c3'.repeat(20);
const MERGED = { shas: [MERGE, HEAD], owner: 'acme', name: 'library', number: 13 };

function reverted(...messages: string[]): boolean {
  return isReverted(
    MERGED,
    messages.map((message, index) => ({ sha: `${index}d`.padEnd(40, 'd'), message })),
  );
}

describe('a revert', () => {
  it.each([
    ['of the merge', `Revert "x"\n\nThis reverts commit ${MERGE}.`],
    ['of a merge with its parents', `This reverts commit ${MERGE}, reversing\nchanges made to ${OTHER}.`],
    ['of the head', `this reverts commit ${HEAD.toUpperCase()}`],
    ['by the beginning of an id', `This reverts commit ${MERGE.slice(0, 7)}`],
    ['by the button', 'Revert "x" (#14)\n\nReverts acme/Library#13'],
    ['in another form of it', 'Reverts #13'],
    ['among others', `This reverts commit ${OTHER}.\nThis reverts commit ${MERGE}.`],
  ])('is seen %s', (_how, message) => {
    expect(reverted('something else', message)).toBe(true);
  });

  it.each([
    `This reverts commit ${OTHER}.`,
    'Reverts acme/other#13',
    'Reverts #130',
    `See ${MERGE}`,
    'This reverts commit a1a1',
  ])('is not seen in "%s"', (message) => {
    expect(reverted(message)).toBe(false);
  });

  it('that is reverted brings the change back, until that is reverted as well', () => {
    const [first, second] = ['0', '1'].map((sha) => `${sha}d`.padEnd(40, 'd'));
    const revert = `This reverts commit ${MERGE}.`;
    expect(reverted(revert, `This reverts commit ${first}.`)).toBe(false);
    expect(reverted(revert, `This reverts commit ${first}.`, `This reverts commit ${second}.`)).toBe(true);
  });
});
