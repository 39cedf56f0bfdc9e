import { beforeAll, describe, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { MESSAGES } from '../../core/deliver.js';
import { aVerdict } from '../doubles/records.js';
import { until, untilStatus } from '../doubles/scenarios.js';
import { CALL_MICRO_USD, conversation, done } from '../doubles/scripted-activities.js';
import { aCheck, aRemark, PULL_REQUEST } from '../doubles/scripted-forge.js';
import { quiet } from '../setup/quiet.js';
import { changes, ended, FIRST_CHANGE, judgedAs, PUBLISHED } from './changed-result.js';
import { gate, lookNow, withIssueRun } from './harness.js';

beforeAll(quiet);

const FINDINGS = { sha256: '1'.repeat(64), bytes: 9, preview: '[]' };
const MORE_FINDINGS = { sha256: '2'.repeat(64), bytes: 9, preview: '[]' };

describe('failing checks', () => {
  test('are run again once, and mended with what they found when they fail again', async () => {
    await withIssueRun(changes(), async (run) => {
      const { forge, asked } = run;
      await until(() => forge.looks > 0);
      const failing = [aCheck({ id: 4, findings: FINDINGS }), aCheck({ name: 'lint', id: 5, findings: MORE_FINDINGS })];
      forge.news = { checks: failing };
      await lookNow(run);
      await until(() => forge.rerun.length > 0);
      forge.news = { checks: failing.map((check) => ({ ...check, state: 'pending' })) };
      const { looks } = forge;
      await lookNow(run);
      await until(() => forge.looks > looks);
      forge.news = { checks: failing };
      await lookNow(run);
      await until(() => forge.pushed.length === 2);
      forge.news = {};
      expect(forge.rerun).toMatchObject([{ pullRequest: PULL_REQUEST, checkIds: [4, 5] }]);
      expect(asked.repairs).toMatchObject([
        { startCommit: PUBLISHED, baseCommit: 'base', findings: FINDINGS, moreFindings: [MORE_FINDINGS] },
      ]);
      expect(asked.calls.at(-1)?.identity.purpose).toBe('repair');
      expect(forge.pushed[1]).toMatchObject({ commit: FIRST_CHANGE, replaces: PUBLISHED });
      await ended(run);
    });
  });

  test('that a try leaves as they are are not mended, though what was published passes here', async () => {
    await withIssueRun(changes({ callModel: async () => done() }), async (run) => {
      const { forge, asked } = run;
      await until(() => forge.looks > 0);
      const judged = asked.judged.length;
      forge.news = { checks: [aCheck({ id: null, findings: FINDINGS })] };
      await lookNow(run);
      await until(() => forge.comments.has(`#8 checks-${'c'.repeat(12)}-1`));
      expect(forge.pushed).toHaveLength(1);
      expect(asked.judged).toHaveLength(judged);
      const calls = asked.calls.length;
      await lookNow(run);
      await ended(run);
      expect(asked.calls).toHaveLength(calls);
      expect(forge.log.filter((line) => line.startsWith('comment checks'))).toHaveLength(1);
    });
  });

  test('of which nothing can be read are said, and nothing is spent on them', async () => {
    await withIssueRun(changes(), async (run) => {
      const { forge, asked } = run;
      forge.news = { checks: [aCheck({ id: null })] };
      await until(() => forge.comments.size > 0);
      expect([...forge.comments.values()][0]).toContain('The forge shows nothing');
      await ended(run);
      expect(asked.repairs).toHaveLength(0);
    });
  });

  test('are not mended any more once the pull request is merged', async () => {
    await withIssueRun(
      changes({
        judge: async (input) => {
          if (input.taskId.startsWith('_')) merge();
          return aVerdict({ judgedCommit: judgedAs(input) });
        },
      }),
      async (run) => {
        const { forge, handle } = run;
        merge = () => {
          forge.news = { state: 'merged', by: 'ann' };
        };
        forge.news = { checks: [aCheck({ id: null, findings: FINDINGS })] };
        await until(() => forge.outcomes.at(-1)?.state === 'accepted');
        expect(forge.pushed).toHaveLength(1);
        await handle.cancel();
        expect(await handle.result()).toMatchObject({ commit: PUBLISHED });
      },
    );
  });
});

describe('work on a pull request', () => {
  /** The change itself is never done. */
  const hangs = changes({
    callModel: ({ identity }) =>
      identity.task === 'Add a thing' && identity.attempt.includes('_change-')
        ? Context.current().cancelled
        : Promise.resolve(done()),
    chargedUnder: () => 777,
  });

  test('is broken off, and booked, once that is closed', async () => {
    await withIssueRun(hangs, async (run) => {
      const { handle, forge } = run;
      forge.news = { remarks: [aRemark()] };
      await untilStatus(handle, ({ reservedMicroUsd, stage }) => reservedMicroUsd > 0 && stage === 'follow');
      forge.news = { state: 'closed', by: 'ann' };
      await lookNow(run);
      const result = await handle.result();
      expect(result).toMatchObject({ outcome: 'delivered', commit: PUBLISHED, spentMicroUsd: CALL_MICRO_USD + 777 });
      expect(result.summary).toContain('ann closed it');
      expect(forge.answered).toHaveLength(0);
    });
  });

  test('is broken off also while the run is paused in the middle of it', async () => {
    await withIssueRun(hangs, async (run) => {
      const { handle, forge } = run;
      await until(() => forge.looks > 0);
      forge.news = { remarks: [aRemark()] };
      await lookNow(run);
      await untilStatus(handle, ({ reservedMicroUsd, stage }) => reservedMicroUsd > 0 && stage === 'follow');
      await handle.signal(MESSAGES.pause);
      forge.news = { state: 'merged', by: 'ann' };
      await lookNow(run);
      await untilStatus(handle, ({ doing }) => doing.startsWith('merged by ann'));
      await handle.cancel();
      expect(await handle.result()).toMatchObject({ outcome: 'delivered', commit: PUBLISHED });
    });
  });

  test('goes on where it is only looked at', async () => {
    const held = gate();
    const composeReview = async () => {
      await held.opened;
      return conversation;
    };
    await withIssueRun(
      changes(),
      async (run) => {
        const { forge } = run;
        await until(() => forge.looks > 0);
        forge.news = { remarks: [aRemark()] };
        await lookNow(run);
        await untilStatus(run.handle, ({ doing }) => doing.includes('a remark'));
        const { looks } = forge;
        await lookNow(run);
        await until(() => forge.looks > looks);
        held.open();
        await until(() => forge.answered.length > 0);
        expect(forge.answered[0]).toMatchObject({ resolve: true });
        await ended(run);
      },
      { activities: { composeReview } },
    );
  });
});

/** Set by the test that wants it. */
let merge: () => void = () => undefined;
