import { expect, test } from '@jest/globals';
import { createLedgerActivities } from '../../../activities/ledger/ledger-activities.js';
import type { RecordOutcomeInput } from '../../../core/activities.js';
import { onBothDatabases } from './temporary-ledger.js';

const SEEN = { 3: { updatedAtMs: 2, digest: null }, 4: { updatedAtMs: 5, digest: 'd' } };
const DELIVER_ID = 'deliver/github.com/acme/shop/3';
const PULL_REQUEST = { number: 4, url: 'https://github.com/acme/shop/pull/4' };

function outcome(change: Partial<RecordOutcomeInput> = {}): RecordOutcomeInput {
  return {
    deliverId: DELIVER_ID,
    generation: 1,
    pullRequest: PULL_REQUEST,
    state: 'pending',
    by: null,
    atMs: 1_000,
    ...change,
  };
}

onBothDatabases('what became of a result', (newPlace) => {
  test('is the last word, and a late repeat of an earlier one does not undo it', async () => {
    const ledger = await (await newPlace()).open();
    const { recordOutcome } = createLedgerActivities({ ledger });
    await recordOutcome(outcome());
    await recordOutcome(outcome({ state: 'accepted', by: 'ann', atMs: 2_000 }));
    await recordOutcome(outcome());
    expect(await ledger.outcomes.of(DELIVER_ID)).toEqual([outcome({ state: 'accepted', by: 'ann', atMs: 2_000 })]);
    await recordOutcome(outcome({ state: 'reverted', by: 'bob', atMs: 3_000 }));
    expect(await ledger.outcomes.of(DELIVER_ID)).toMatchObject([{ state: 'reverted', by: 'bob' }]);
  });

  test('is found by the pull request, which later generations share', async () => {
    const { outcomes } = await (await newPlace()).open();
    await outcomes.record(outcome({ state: 'rejected' }));
    await outcomes.record(outcome({ generation: 2 }));
    expect(await outcomes.byPullRequest(PULL_REQUEST.url)).toEqual(outcome({ generation: 2 }));
    expect((await outcomes.of(DELIVER_ID)).map(({ generation }) => generation)).toEqual([2, 1]);
    expect(await outcomes.byPullRequest('https://github.com/acme/shop/pull/5')).toBeNull();
  });
});

onBothDatabases('what intake remembers', (newPlace) => {
  test('is how far it has read, by place', async () => {
    const { intake } = await (await newPlace()).open();
    expect(await intake.cursor('github.com/acme/shop')).toBeNull();
    await intake.moveCursor('github.com/acme/shop', {
      sinceMs: 1,
      etag: '"a"',
      seen: { 3: { updatedAtMs: 2, digest: null } },
    });
    await intake.moveCursor('github.com/acme/other', { sinceMs: 9, etag: null, seen: {} });
    await intake.moveCursor('github.com/acme/shop', { sinceMs: 2, etag: null, seen: SEEN });
    expect(await intake.cursor('github.com/acme/shop')).toEqual({ sinceMs: 2, etag: null, seen: SEEN });
    expect(await intake.cursor('github.com/acme/other')).toEqual({ sinceMs: 9, etag: null, seen: {} });
  });

  test('is which text of a comment it has answered, however often it is told, with ids as large as the forge has', async () => {
    const { intake } = await (await newPlace()).open();
    const command = { repository: 'github.com/acme/shop', commentId: 9_007_199_254_740_991, textSha256: 'aa' };
    expect(await intake.isAnswered(command)).toBe(false);
    await intake.markAnswered(command);
    await intake.markAnswered(command);
    expect(await intake.isAnswered(command)).toBe(true);
    expect(await intake.isAnswered({ ...command, textSha256: 'bb' })).toBe(false);
    expect(await intake.isAnswered({ ...command, repository: 'github.com/acme/other' })).toBe(false);
  });
});
