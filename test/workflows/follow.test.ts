import { beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { MESSAGES } from '../../core/deliver.js';
import { until, untilStatus } from '../doubles/scenarios.js';
import { CALL_MICRO_USD } from '../doubles/scripted-activities.js';
import { PULL_REQUEST } from '../doubles/scripted-forge.js';
import { quiet } from '../setup/quiet.js';
import { lookNow, tell, withIssueRun } from './harness.js';

beforeAll(quiet);

describe('following a pull request', () => {
  test('lets whoever waits for the result go on while it is open', async () => {
    await withIssueRun({}, async (run) => {
      const { handle, forge, asked } = run;
      await until(() => forge.looks > 0);
      const status = await untilStatus(handle, ({ stage }) => stage === 'follow');
      expect(status).toMatchObject({ outcome: 'delivered', pullRequest: PULL_REQUEST, paused: null });
      const attributes = (await handle.describe()).typedSearchAttributes.getAll();
      const values = Object.fromEntries(attributes.map(({ key, value }) => [key.name, value]));
      expect(values).toMatchObject({ Stage: 'follow', Outcome: 'delivered' });
      expect(asked.receipts).toMatchObject([{ outcome: 'delivered', pullRequest: PULL_REQUEST }]);
      await until(() => forge.shown.at(-1)?.status.stage === 'follow');
      expect(forge.shown.at(-1)).toMatchObject({ state: 'delivered' });
      await handle.cancel();
      await handle.result();
    });
  });

  test('a merge is written down with who did it, and looked at again later', async () => {
    await withIssueRun({}, async (run) => {
      const { handle, forge } = run;
      await until(() => forge.looks > 0);
      forge.news = { state: 'merged', by: 'ann' };
      await lookNow(run);
      await until(() => forge.outcomes.length === 2);
      expect(forge.outcomes).toMatchObject([
        { state: 'pending', by: null },
        { state: 'accepted', by: 'ann', pullRequest: PULL_REQUEST },
      ]);
      await untilStatus(handle, ({ doing }) => doing.startsWith('merged by ann'));
      forge.news = { state: 'reverted', by: 'bob' };
      await lookNow(run);
      const result = await handle.result();
      expect(result).toMatchObject({ outcome: 'delivered', summary: expect.stringContaining('taken back') });
      expect(forge.outcomes.at(-1)).toMatchObject({ state: 'reverted', by: 'bob' });
    });
  });

  test('a merge is followed no longer than the operator wants', async () => {
    await withIssueRun(
      {},
      async (run) => {
        run.forge.news = { state: 'merged', by: 'ann' };
        await lookNow(run);
        expect((await run.handle.result()).summary).toContain('ann merged it.');
        expect(run.forge.outcomes.at(-1)).toMatchObject({ state: 'accepted' });
      },
      { forgeTerms: { followLimitMs: 1 }, prepare: (forge) => (forge.news = { state: 'merged', by: 'ann' }) },
    );
  });

  test('a pull request that is closed ends it, with who closed it', async () => {
    await withIssueRun({}, async (run) => {
      await until(() => run.forge.looks > 0);
      run.forge.news = { state: 'closed', by: 'ann' };
      await tell(run, { kind: 'issue', state: 'closed', by: 'ann' });
      const result = await run.handle.result();
      expect(result).toMatchObject({ outcome: 'delivered', pullRequest: PULL_REQUEST });
      expect(result.summary).toContain('ann closed it without merging it.');
      expect(run.forge.outcomes.at(-1)).toMatchObject({ state: 'rejected', by: 'ann' });
    });
  });

  test('one that stays open is followed for as long as the operator wants', async () => {
    await withIssueRun(
      {},
      async ({ handle }) => {
        const result = await handle.result();
        expect(result).toMatchObject({ outcome: 'delivered', summary: expect.stringContaining('still open after') });
      },
      { forgeTerms: { followLimitMs: 1_500 } },
    );
  });

  test('a cancellation ends the following and not the result', async () => {
    await withIssueRun({}, async ({ handle, forge, asked }) => {
      await until(() => forge.looks > 0);
      await handle.cancel();
      expect(await handle.result()).toMatchObject({ outcome: 'delivered', pullRequest: PULL_REQUEST });
      expect(asked.receipts.at(-1)?.summary).toContain('A person cancelled');
    });
  });

  test('what cannot be looked at is tried again, and given up in the end', async () => {
    const failures = [
      () => {
        throw ApplicationFailure.nonRetryable('no such endpoint', 'Unexpected');
      },
      () => ({ ok: false, reason: 'notFound', message: 'It is gone.', log: null }) as const,
    ];
    await withIssueRun(
      {},
      async (run) => {
        await untilStatus(run.handle, ({ doing }) => doing.includes('no such endpoint'));
        await lookNow(run);
        const result = await run.handle.result();
        expect(result).toMatchObject({ outcome: 'delivered', summary: expect.stringContaining('It is gone.') });
      },
      {
        terms: { pauseLimitMs: 1 },
        prepare: (forge) => {
          forge.answers.look = () => (failures.length > 1 ? failures.shift() : failures[0])?.();
        },
      },
    );
  });

  test('goes on in a new history with all that it knows', async () => {
    await withIssueRun(
      {},
      async (run) => {
        const { handle, forge, client } = run;
        const first = (await handle.describe()).runId;
        for (let look = 1; look < 6; look++) {
          await until(() => forge.looks >= look);
          await lookNow(run);
        }
        const latest = client.workflow.getHandle(handle.workflowId);
        expect((await latest.describe()).runId).not.toBe(first);
        const status = await untilStatus(latest, ({ stage }) => stage === 'follow');
        expect(status).toMatchObject({
          outcome: 'delivered',
          spentMicroUsd: CALL_MICRO_USD,
          pullRequest: PULL_REQUEST,
        });
        forge.news = { state: 'merged', by: 'ann' };
        await lookNow(run);
        await until(() => forge.outcomes.at(-1)?.state === 'accepted');
        await latest.cancel();
        await handle.result();
        expect(forge.log.filter((line) => line === 'push')).toHaveLength(1);
      },
      { terms: { historyEventsMax: 10 } },
    );
  });

  test('costs little history for each look', async () => {
    await withIssueRun({}, async (run) => {
      const { handle, forge } = run;
      const events = async () => (await handle.fetchHistory()).events?.length ?? 0;
      await until(() => forge.shown.at(-1)?.status.stage === 'follow' && forge.looks > 0);
      const [before, looks] = [await events(), forge.looks];
      for (let look = 1; look <= 5; look++) {
        await lookNow(run);
        await until(() => forge.looks >= looks + look);
      }
      expect(((await events()) - before) / 5).toBeLessThanOrEqual(13);
      await handle.cancel();
      await handle.result();
    });
  });

  test('begins nothing while it is held, and sees that it was merged', async () => {
    await withIssueRun({}, async (run) => {
      const { handle, forge } = run;
      await until(() => forge.looks > 0);
      await handle.signal(MESSAGES.pause);
      await untilStatus(handle, ({ paused }) => paused === 'user');
      forge.news = { checks: [{ name: 'test', id: 1, state: 'failed', findings: null, url: null }] };
      const { looks } = forge;
      await lookNow(run);
      await until(() => forge.looks > looks);
      expect(forge.rerun).toHaveLength(0);
      await handle.signal(MESSAGES.resume);
      await until(() => forge.rerun.length === 1);
      await handle.signal(MESSAGES.pause);
      forge.news = { state: 'closed', by: 'ann' };
      await lookNow(run);
      expect((await handle.result()).summary).toContain('ann closed it');
    });
  });
});
