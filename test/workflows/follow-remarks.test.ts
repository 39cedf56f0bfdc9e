import { beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import type { JudgeInput } from '../../core/activities.js';
import { MESSAGES } from '../../core/deliver.js';
import type { ReviewBriefInput } from '../../core/model-activities.js';
import { aVerdict } from '../doubles/records.js';
import { until, untilStatus } from '../doubles/scenarios.js';
import { conversation, done, failedVerdict } from '../doubles/scripted-activities.js';
import { aRemark, PULL_REQUEST } from '../doubles/scripted-forge.js';
import { quiet } from '../setup/quiet.js';
import { changes, ended, FIRST_CHANGE, PUBLISHED } from './changed-result.js';
import { lookNow, withIssueRun } from './harness.js';

beforeAll(quiet);

describe('remarks of reviewers', () => {
  test('become one revision on top of what was published, answered and resolved', async () => {
    const briefs: ReviewBriefInput[] = [];
    const composeReview = async (input: ReviewBriefInput) => {
      briefs.push(input);
      return conversation;
    };
    await withIssueRun(
      changes(),
      async (run) => {
        const { forge, asked } = run;
        await until(() => forge.looks > 0);
        forge.news = { remarks: [aRemark(), aRemark({ id: 'r2', kind: 'review', place: null, text: 'Test it.' })] };
        await lookNow(run);
        await until(() => forge.answered.length > 0);
        const result = await ended(run);
        expect(forge.answered).toMatchObject([
          {
            pullRequest: PULL_REQUEST,
            remarks: [{ id: 'r1' }, { id: 'r2' }],
            commit: FIRST_CHANGE,
            reply: conversation.head,
            resolve: true,
          },
        ]);
        expect(briefs).toMatchObject([
          {
            baseCommit: 'base',
            startCommit: PUBLISHED,
            comments: [
              { author: 'ann', place: 'src/a.ts:1', text: 'Name it better.' },
              { author: 'ann', place: null, text: 'Test it.' },
            ],
          },
        ]);
        expect(forge.pushed.map(({ commit, replaces }) => [commit, replaces])).toEqual([
          [PUBLISHED, null],
          [FIRST_CHANGE, PUBLISHED],
        ]);
        expect(forge.opened.map(({ commit }) => commit)).toEqual([PUBLISHED, FIRST_CHANGE]);
        expect(asked.calls.map(({ identity }) => identity.purpose)).toEqual(['build', 'build', 'review', 'review']);
        expect(result).toMatchObject({ outcome: 'delivered', commit: FIRST_CHANGE });
      },
      { activities: { composeReview } },
    );
  });

  test('that only ask are answered in words, at once, without a push and without a run of the tests', async () => {
    await withIssueRun(changes({ callModel: async () => done() }), async (run) => {
      const { forge, asked } = run;
      await until(() => forge.looks > 0);
      const judged = asked.judged.length;
      forge.news = { remarks: [aRemark({ text: 'Why so?' })] };
      await lookNow(run);
      await until(() => forge.answered.length > 0);
      expect(forge.answered).toMatchObject([{ commit: null, reply: conversation.head, resolve: false }]);
      expect(forge.pushed).toHaveLength(1);
      expect(asked.judged).toHaveLength(judged);
      expect(asked.calls.map(({ identity }) => identity.purpose)).toEqual(['build', 'review']);
      await ended(run);
    });
  });

  test('of which nothing comes are answered so, once', async () => {
    const judge = async (input: JudgeInput) => (input.taskId.startsWith('_') ? failedVerdict() : aVerdict());
    await withIssueRun(changes({ judge }), async (run) => {
      const { forge } = run;
      forge.news = { remarks: [aRemark()] };
      await until(() => forge.answered.length > 0);
      expect(forge.answered).toMatchObject([
        { commit: null, reply: null, resolve: false, text: expect.stringContaining('None of 4 tries') },
      ]);
      const result = await ended(run);
      expect(forge.answered).toHaveLength(1);
      expect(result).toMatchObject({ outcome: 'delivered', commit: PUBLISHED });
    });
  });

  test('are answered so where the result was changed as often as the operator allows', async () => {
    await withIssueRun(
      changes(),
      async (run) => {
        const { forge, asked } = run;
        forge.news = { remarks: [aRemark()] };
        await until(() => forge.answered.length > 0);
        expect(forge.answered[0]).toMatchObject({ resolve: false, text: expect.stringContaining('0 times') });
        expect(asked.calls.every(({ identity }) => identity.purpose === 'build')).toBe(true);
        await ended(run);
      },
      { forgeTerms: { revisionsMax: 0 } },
    );
  });

  test('that the budget does not pay for wait for a larger one, while the pull request is looked after', async () => {
    await withIssueRun(changes(), async (run) => {
      const { handle, forge } = run;
      await until(() => forge.looks > 0);
      const spent = (await handle.query<{ spentMicroUsd: number }>(MESSAGES.status)).spentMicroUsd;
      await handle.executeUpdate<number, [number]>(MESSAGES.setBudget, { args: [spent + 10] });
      forge.news = { remarks: [aRemark()] };
      await lookNow(run);
      const status = await untilStatus(handle, ({ paused }) => paused === 'budget');
      expect(status.stage).toBe('follow');
      await until(() => [...forge.comments.keys()].some((key) => key.startsWith('#7 budget-')));
      expect([...forge.comments.values()].join()).toContain('/nightshift budget $');
      const { looks } = forge;
      await lookNow(run);
      await until(() => forge.looks > looks);
      expect(forge.answered).toHaveLength(0);
      await handle.executeUpdate<number, [number]>(MESSAGES.setBudget, { args: [5_000_000] });
      await until(() => forge.answered.length > 0);
      expect(forge.answered[0]).toMatchObject({ resolve: true });
      expect(await handle.query(MESSAGES.status)).toMatchObject({ paused: null });
      await ended(run);
    });
  });

  test('are not lost where somebody pushes at the same time: their commit comes first', async () => {
    await withIssueRun(
      changes(),
      async (run) => {
        const { forge, asked } = run;
        await until(() => forge.looks > 0);
        forge.answers.push = ({ replaces }) => {
          if (replaces !== PUBLISHED) return undefined;
          forge.head = 'theirs';
          return { ok: false, reason: 'branchTaken', message: 'It is not ours any more.', log: null };
        };
        forge.news = { remarks: [aRemark()] };
        await lookNow(run);
        await until(() => forge.pushed.length === 2);
        await lookNow(run);
        await until(() => forge.answered.length > 0);
        expect(forge.pushed.at(-1)).toMatchObject({ replaces: 'theirs' });
        expect(asked.judged.at(-1)).toMatchObject({ baseCommit: 'theirs', acceptance: null });
        await ended(run);
      },
      { activities: { fetchBranch: async () => ({ ok: true, commit: 'theirs' }) } },
    );
  });

  test('are worked on again after a failure of the machine only when they are said again', async () => {
    const composeReview = async () => {
      throw ApplicationFailure.nonRetryable('a text is gone', 'MissingArtifact');
    };
    await withIssueRun(
      changes(),
      async (run) => {
        const { forge, asked } = run;
        forge.news = { remarks: [aRemark()] };
        await until(() => [...forge.comments.keys()].some((key) => key.startsWith('#8 trouble-revise')));
        const result = await ended(run);
        expect(result.outcome).toBe('delivered');
        expect(asked.receipts.at(-1)?.notes.join()).toContain('a text is gone');
      },
      { activities: { composeReview } },
    );
  });
});
