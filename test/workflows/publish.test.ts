import { beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { MESSAGES } from '../../core/deliver.js';
import { DEFAULT_VALIDATOR_TERMS } from '../../core/terms.js';
import { aVerdict } from '../doubles/records.js';
import { until, untilStatus } from '../doubles/scenarios.js';
import { failedVerdict, type Script } from '../doubles/scripted-activities.js';
import { ISSUE, PULL_REQUEST, type ScriptedForge } from '../doubles/scripted-forge.js';
import { TWO_FAMILIES } from '../doubles/scripted-run.js';
import { quiet } from '../setup/quiet.js';
import { tell, withIssueRun } from './harness.js';

beforeAll(quiet);

const REFUSED = { ok: false, log: null } as const;
const WRITES_TESTS = {
  portfolio: TWO_FAMILIES,
  validator: { ...DEFAULT_VALIDATOR_TERMS, acceptance: 'write' as const },
};
/** Ends what follows at once. */
const closed = (forge: ScriptedForge) => {
  forge.news = { state: 'closed', by: 'ann' };
};

/** The one written test fails whoever works on it, of two families. */
function doubtedTest(): Script {
  const doubted = 'test/thing.test.js > asks too much';
  const failing = {
    ...failedVerdict(),
    reason: 'acceptance' as const,
    acceptanceTotal: 5,
    failedAcceptance: [doubted],
  };
  return { judge: async ({ setAside }) => (setAside?.includes(doubted) ? aVerdict() : failing) };
}

/** What is lost after it was done: the first time the answer never arrives. */
function lostOnce(): () => undefined {
  let lost = false;
  return () => {
    if (lost) return undefined;
    lost = true;
    throw ApplicationFailure.retryable('the connection broke after it was done', 'ForgeUnreachable');
  };
}

describe('publishing for an issue', () => {
  test('pushes the branch, opens the pull request and writes both down', async () => {
    await withIssueRun(
      {},
      async ({ handle, forge, asked }) => {
        const result = await handle.result();
        expect(result).toMatchObject({ outcome: 'delivered', pullRequest: PULL_REQUEST });
        expect(forge.log.filter((line) => !line.startsWith('comment')).slice(0, 3)).toEqual([
          'push',
          'open',
          'record pending',
        ]);
        expect(forge.pushed[0]).toMatchObject({
          pushTo: { kind: 'branch' },
          allowWorkflowFiles: false,
          replaces: null,
        });
        expect(forge.opened[0]).toMatchObject({
          issue: ISSUE,
          draft: false,
          baseBranch: 'main',
          branch: 'nightshift/add-a-thing',
          receipt: { outcome: 'delivered' },
        });
        expect(asked.receipts.at(-1)).toMatchObject({ pullRequest: PULL_REQUEST });
      },
      { prepare: closed },
    );
  });

  test.each([
    [
      'old tests fail that the spec contradicts',
      { judge: async () => aVerdict({ superseded: [{ id: 'a', byLeave: false }] }) },
    ],
    ['a written test was set aside', doubtedTest()],
  ])('opens a draft where %s', async (_, script) => {
    await withIssueRun(
      script,
      async ({ handle, forge }) => {
        await handle.result();
        expect(forge.opened[0]).toMatchObject({ draft: true });
      },
      { prepare: closed, terms: WRITES_TESTS },
    );
  });

  test.each([
    ['the push', 'push', ['push', 'push', 'open', 'record pending']],
    ['the opening', 'open', ['push', 'open', 'open', 'record pending']],
    ['the record', 'record', ['push', 'open', 'record pending', 'record pending']],
  ] as const)('does %s again, and nothing before it, where its answer is lost', async (_, step, order) => {
    await withIssueRun(
      {},
      async ({ handle, forge }) => {
        await handle.result();
        expect(forge.log.slice(0, order.length)).toEqual(order);
        expect(forge.log.filter((line) => line === 'push').length).toBe(order.filter((line) => line === 'push').length);
      },
      {
        prepare: (forge) => {
          closed(forge);
          forge.answers[step] = lostOnce();
        },
      },
    );
  });

  test('waits for a person where the forge refuses, and goes on at once when told to', async () => {
    const refusals = ['unauthorized', 'forbidden'] as const;
    await withIssueRun(
      {},
      async (run) => {
        const { handle, forge, asked } = run;
        const waiting = await untilStatus(handle, ({ doing }) => doing.includes('unauthorized'));
        expect(waiting).toMatchObject({ stage: 'publish', outcome: 'running', paused: 'mend' });
        await until(() => forge.shown.at(-1)?.state === 'paused');
        const told = forge.comments.get('#7 mend-unauthorized-1');
        expect(told).toContain('It said unauthorized. Somebody has to put that right.');
        expect(told).toContain('`/nightshift resume` has it tried at once');
        await handle.signal(MESSAGES.resume);
        await untilStatus(handle, ({ doing }) => doing.includes('forbidden'));
        await handle.signal(MESSAGES.resume);
        expect(await handle.result()).toMatchObject({ outcome: 'delivered', pullRequest: PULL_REQUEST });
        expect(forge.log.filter((line) => line === 'push')).toHaveLength(1);
        expect(asked.calls).toHaveLength(1);
      },
      {
        prepare: (forge) => {
          closed(forge);
          const left = [...refusals];
          forge.answers.open = () => {
            const reason = left.shift();
            if (!reason) return { ok: true, pullRequest: PULL_REQUEST };
            return { ...REFUSED, reason, message: `It said ${reason}.` };
          };
        },
      },
    );
  });

  test('brings nothing to the forge while the label is away, whatever was mended meanwhile', async () => {
    let isMended = false;
    await withIssueRun(
      {},
      async (run) => {
        const { handle, forge } = run;
        await untilStatus(handle, ({ paused }) => paused === 'mend');
        await tell(run, { kind: 'label', there: false, by: 'ann' });
        isMended = true;
        await handle.signal(MESSAGES.resume);
        await untilStatus(handle, ({ doing }) => doing.includes('took the label away'));
        expect(forge.pushed).toHaveLength(1);
        await tell(run, { kind: 'label', there: true, by: null });
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        expect(forge.pushed).toHaveLength(2);
      },
      {
        prepare: (forge) => {
          closed(forge);
          forge.answers.push = () =>
            isMended ? undefined : { ...REFUSED, reason: 'refused', message: 'The branch is protected.' };
        },
      },
    );
  });

  test('ends as failed where nobody mends it in time, and names the commit that is kept', async () => {
    await withIssueRun(
      {},
      async ({ handle, asked }) => {
        const result = await handle.result();
        expect(result).toMatchObject({ outcome: 'failed', branch: null, commit: 'c'.repeat(40) });
        expect(result.summary).toContain('c'.repeat(40));
        expect(asked.receipts[0]).toMatchObject({ outcome: 'failed', commit: 'c'.repeat(40) });
      },
      {
        terms: { pauseLimitMs: 50 },
        prepare: (forge) => {
          forge.answers.push = () => ({ ...REFUSED, reason: 'refused', message: 'The branch is protected.' });
        },
      },
    );
  });

  test('ends at once where nobody can mend it', async () => {
    await withIssueRun(
      {},
      async ({ handle }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'failed', summary: expect.stringContaining('a key') });
      },
      {
        prepare: (forge) => {
          forge.answers.push = () => ({ ...REFUSED, reason: 'secretFound', message: 'There is a key in it.' });
        },
      },
    );
  });

  test('ends as cancelled where the issue is closed while a person has to mend something', async () => {
    await withIssueRun(
      {},
      async (run) => {
        await untilStatus(run.handle, ({ doing }) => doing.includes('archived'));
        await tell(run, { kind: 'issue', state: 'closed', by: 'ann' });
        expect(await run.handle.result()).toMatchObject({ outcome: 'cancelled', commit: 'c'.repeat(40) });
      },
      {
        prepare: (forge) => {
          forge.answers.push = () => ({ ...REFUSED, reason: 'readOnly', message: 'It is archived.' });
        },
      },
    );
  });
});
