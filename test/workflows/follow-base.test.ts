import { beforeAll, describe, expect, test } from '@jest/globals';
import type { BaselineInput, JudgeInput, MergeBaseInput } from '../../core/activities.js';
import { aVerdict } from '../doubles/records.js';
import { until } from '../doubles/scenarios.js';
import { done, failedVerdict, okBaseline, type Script, wantsTool } from '../doubles/scripted-activities.js';
import { aCheck, aRemark, type ScriptedForge } from '../doubles/scripted-forge.js';
import type { ScriptedRun } from '../doubles/scripted-run.js';
import { quiet } from '../setup/quiet.js';
import { lookNow, withIssueRun } from './harness.js';

beforeAll(quiet);

const PUBLISHED = 'c'.repeat(40);
const MERGE = `${PUBLISHED}-merged`;

interface Bases {
  baselines: BaselineInput[];
  merges: MergeBaseInput[];
}

/** Fetches `theirs` from branches of ours and `newer` from the base; keeps what is asked. */
function bases(conflicts: string[] = []) {
  const asked: Bases = { baselines: [], merges: [] };
  const activities = {
    fetchBranch: async ({ branch }: { branch: string }) =>
      ({ ok: true, commit: branch === 'main' ? 'newer' : 'theirs' }) as const,
    runBaseline: async (input: BaselineInput) => {
      asked.baselines.push(input);
      return okBaseline();
    },
    mergeBase: async (input: MergeBaseInput) => {
      asked.merges.push(input);
      return { commit: MERGE, conflicts };
    },
  };
  return { asked, activities };
}

/** Judges by `judge` what holds the newer base; all else passes. */
function judgedBy(judge: (input: JudgeInput) => boolean): Script {
  const worked = new Set<string>();
  return {
    callModel: async ({ identity }) => {
      if (worked.has(identity.attempt)) return done();
      worked.add(identity.attempt);
      return wantsTool();
    },
    runTools: ({ taskId }) => ({ commit: `made in ${taskId}` }),
    judge: async (input) => {
      const passed = judge(input);
      const judgedCommit = input.commit === 'made in whole' ? PUBLISHED : `judged ${input.commit}`;
      return passed ? aVerdict({ judgedCommit }) : { ...failedVerdict(), judgedCommit };
    },
  };
}

async function ended({ handle, forge, ...run }: ScriptedRun & { forge: ScriptedForge }) {
  forge.news = { state: 'closed', by: 'ann' };
  await lookNow({ handle, ...run });
  return handle.result();
}

describe('a base branch that moves on', () => {
  test('is merged in where the rules want that, and judged with the tests of the new base', async () => {
    const { asked, activities } = bases();
    await withIssueRun(
      judgedBy(() => true),
      async (run) => {
        const { forge } = run;
        forge.news = { baseCommit: 'newer', merge: 'behind' };
        await until(() => forge.pushed.length === 2);
        const result = await ended(run);
        expect(asked.merges).toMatchObject([{ onto: PUBLISHED, commit: 'newer', baseBranch: 'main' }]);
        expect(asked.baselines.map(({ commit }) => commit)).toEqual(['base', 'newer']);
        expect(run.asked.judged.at(-1)).toMatchObject({ baseCommit: 'newer', commit: MERGE });
        expect(forge.pushed[1]).toMatchObject({ commit: `judged ${MERGE}`, replaces: PUBLISHED, baseCommit: 'newer' });
        expect(run.asked.receipts.at(-1)).toMatchObject({ baseCommit: 'newer' });
        expect(result).toMatchObject({ commit: `judged ${MERGE}` });
      },
      { activities },
    );
  });

  test('is merged in under the name that it has now, where it was renamed', async () => {
    const { asked, activities } = bases();
    const fetched: string[] = [];
    const fetchBranch = async ({ branch }: { branch: string }) => {
      fetched.push(branch);
      return { ok: true, commit: 'newer' } as const;
    };
    await withIssueRun(
      judgedBy(() => true),
      async (run) => {
        run.forge.news = { baseCommit: 'newer', baseBranch: 'trunk', merge: 'behind' };
        await until(() => run.forge.pushed.length === 2);
        await ended(run);
        expect(fetched).toEqual(['trunk']);
        expect(asked.merges).toMatchObject([{ baseBranch: 'trunk' }]);
      },
      { activities: { ...activities, fetchBranch } },
    );
  });

  test('that was merged in is what later changes are compared with when they are pushed', async () => {
    const { activities } = bases();
    await withIssueRun(
      judgedBy(() => true),
      async (run) => {
        const { forge } = run;
        forge.news = { baseCommit: 'newer', merge: 'behind' };
        await until(() => forge.pushed.length === 2);
        forge.news = { baseCommit: 'newer', remarks: [aRemark()] };
        await lookNow(run);
        await until(() => forge.pushed.length === 3);
        await ended(run);
        expect(forge.pushed.map(({ baseCommit }) => baseCommit)).toEqual(['base', 'newer', 'newer']);
      },
      { activities },
    );
  });

  test('is only tried where nothing conflicts and all passes, and costs neither model nor push', async () => {
    const { asked, activities } = bases();
    await withIssueRun(
      judgedBy(() => true),
      async (run) => {
        const { forge } = run;
        forge.news = { baseCommit: 'newer' };
        await until(() => run.asked.judged.at(-1)?.commit === MERGE);
        const calls = run.asked.calls.length;
        for (const _of of ['after the trial', 'later']) {
          const { looks } = forge;
          await lookNow(run);
          await until(() => forge.looks > looks);
        }
        await ended(run);
        expect(asked.merges).toHaveLength(1);
        expect(forge.pushed).toHaveLength(1);
        expect(run.asked.calls).toHaveLength(calls);
        // What comes later is judged as before.
        expect(run.asked.receipts.at(-1)).toMatchObject({ baseCommit: 'base' });
      },
      { activities },
    );
  });

  test('with which the result fails is merged in with what mends it', async () => {
    const { activities } = bases();
    await withIssueRun(
      judgedBy(({ commit }) => commit !== MERGE),
      async (run) => {
        const { forge } = run;
        forge.news = { baseCommit: 'newer' };
        await until(() => forge.pushed.length === 2);
        expect(run.asked.repairs).toMatchObject([{ startCommit: `judged ${MERGE}`, baseCommit: 'newer' }]);
        expect(forge.pushed[1]).toMatchObject({ commit: 'judged made in _change-1', replaces: PUBLISHED });
        await ended(run);
      },
      { activities },
    );
  });

  test('that conflicts is settled, and no mark may be left', async () => {
    const { activities } = bases(['src/a.ts']);
    await withIssueRun(
      judgedBy(({ commit }) => commit !== MERGE),
      async (run) => {
        const { forge } = run;
        forge.news = { baseCommit: 'newer', merge: 'conflicting' };
        await until(() => forge.pushed.length === 2);
        await ended(run);
        const onMerge = run.asked.judged.filter(({ baseCommit }) => baseCommit === 'newer');
        expect(onMerge.map(({ commit, conflicts }) => [commit, conflicts])).toEqual([
          [MERGE, ['src/a.ts']],
          ['made in _change-1', ['src/a.ts']],
        ]);
      },
      { activities },
    );
  });

  test('that cannot be settled is said once, and the result stays as it was', async () => {
    const { asked, activities } = bases(['src/a.ts']);
    await withIssueRun(
      judgedBy(({ baseCommit }) => baseCommit !== 'newer'),
      async (run) => {
        const { forge } = run;
        forge.news = { baseCommit: 'newer', merge: 'conflicting' };
        await until(() => forge.comments.has('#8 base-newer-1'));
        expect(forge.comments.get('#8 base-newer-1')).toContain('conflicts with it in src/a.ts');
        const { looks } = forge;
        await lookNow(run);
        await until(() => forge.looks > looks);
        forge.news = { baseCommit: 'newer', merge: 'conflicting', remarks: [aRemark()] };
        await lookNow(run);
        await until(() => forge.pushed.length === 2);
        expect(asked.merges).toHaveLength(1);
        // Against the base that it stands on.
        expect(run.asked.judged.at(-1)).toMatchObject({ baseCommit: 'base' });
        await ended(run);
      },
      { activities },
    );
  });
});

describe('commits that people push to the branch', () => {
  test('are judged and gone on from, with their tests, and never overwritten', async () => {
    const { asked, activities } = bases();
    await withIssueRun(
      judgedBy(() => true),
      async (run) => {
        const { forge } = run;
        await until(() => forge.looks > 0);
        forge.head = 'theirs';
        forge.news = { remarks: [aRemark()] };
        await lookNow(run);
        await until(() => forge.answered.length > 0);
        const result = await ended(run);
        expect(run.asked.judged.map(({ commit, baseCommit }) => `${commit} on ${baseCommit}`)).toEqual([
          'made in whole on base',
          'theirs on base',
          'made in _change-1 on theirs',
        ]);
        expect(asked.baselines.at(-1)).toMatchObject({ commit: 'theirs', acceptance: null });
        expect(forge.pushed.at(-1)).toMatchObject({ replaces: 'theirs', commit: 'judged made in _change-1' });
        expect(result.commit).toBe('judged made in _change-1');
        expect(run.asked.receipts.at(-1)?.notes.join()).toContain('People pushed theirs to the branch: it passes');
      },
      { activities },
    );
  });

  test('that cannot be tested are left alone, and that is said once', async () => {
    const { activities } = bases();
    const runBaseline = async ({ commit }: BaselineInput) =>
      commit === 'theirs'
        ? ({ ok: false, reason: 'cannotRun', message: 'npm test cannot run', log: null } as const)
        : okBaseline();
    await withIssueRun(
      judgedBy(() => true),
      async (run) => {
        const { forge } = run;
        await until(() => forge.looks > 0);
        forge.head = 'theirs';
        forge.news = { remarks: [aRemark()], checks: [aCheck()] };
        await lookNow(run);
        await until(() => forge.comments.has('#8 head-theirs-1'));
        const { looks } = forge;
        await lookNow(run);
        await until(() => forge.looks > looks);
        await ended(run);
        expect(forge.pushed).toHaveLength(1);
        expect(forge.rerun).toHaveLength(0);
        expect(forge.log.filter((line) => line.startsWith('comment head'))).toHaveLength(1);
      },
      { activities: { ...activities, runBaseline } },
    );
  });

  test('leave a conflict with the base to people, and a merge without one keeps what they did', async () => {
    for (const conflicts of [['src/a.ts'], []]) {
      const { asked, activities } = bases(conflicts);
      await withIssueRun(
        judgedBy(() => true),
        async (run) => {
          const { forge } = run;
          await until(() => forge.looks > 0);
          forge.head = 'theirs';
          forge.news = { baseCommit: 'newer', merge: 'conflicting' };
          await lookNow(run);
          if (conflicts.length > 0) {
            await until(() => forge.comments.has('#8 base-newer-1'));
            expect(forge.comments.get('#8 base-newer-1')).toContain('left to them');
          } else {
            await until(() => forge.pushed.length === 2);
            // Neither what they pushed nor what the base brings is ours.
            expect(forge.pushed.at(-1)).toMatchObject({ commit: MERGE, replaces: 'theirs', baseCommit: MERGE });
            expect(asked.baselines.at(-1)).toMatchObject({ commit: MERGE, acceptance: null });
          }
          await ended(run);
          expect(run.asked.repairs).toHaveLength(0);
        },
        { activities },
      );
    }
  });
});
