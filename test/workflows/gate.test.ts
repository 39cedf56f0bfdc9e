import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PlanApproval } from '../../core/approval.js';
import { MESSAGES } from '../../core/deliver.js';
import { DEFAULT_VALIDATOR_TERMS, type Terms } from '../../core/terms.js';
import { aVerdict } from '../doubles/records.js';
import { untilStatus } from '../doubles/scenarios.js';
import { acceptedTests, type Script } from '../doubles/scripted-activities.js';
import type { ScriptedRun } from '../doubles/scripted-run.js';
import { quiet } from '../setup/quiet.js';
import { withRun } from './harness.js';

beforeAll(quiet);

const WRITE: Partial<Terms> = { validator: { ...DEFAULT_VALIDATOR_TERMS, acceptance: 'write' } };
const GATED: Partial<Terms> = { ...WRITE, gates: ['plan'] };
const OLD = { id: 'test/old.test.js > rounds down', why: 'the spec wants it rounded up' };

/** The old test fails in the result; whether by leave is what the run said to the validator. */
function contradicting(): Script {
  return {
    checkTests: async () => ({ ...acceptedTests(), superseded: [OLD] }),
    judge: async ({ superseded = [] }) =>
      aVerdict({ superseded: superseded.map(({ id, approved }) => ({ id, byLeave: approved })) }),
  };
}

function approve({ handle }: ScriptedRun, approval: PlanApproval): Promise<PlanApproval> {
  return handle.executeUpdate<PlanApproval, [PlanApproval]>(MESSAGES.approvePlan, { args: [approval] });
}

describe('a result that fails an old test which the spec contradicts', () => {
  test('is a draft that names it, on a branch, as long as no person has set it aside', async () => {
    await withRun(
      contradicting(),
      async ({ handle, asked }) => {
        const result = await handle.result();
        expect(result).toMatchObject({ outcome: 'draft', branch: 'nightshift/add-a-thing' });
        expect(result.summary).toMatch(/test\/old\.test\.js > rounds down.*mayChange/);
        expect(asked.judged[0]?.superseded).toEqual([{ id: OLD.id, approved: false }]);
        expect(asked.receipts[0]).toMatchObject({ outcome: 'draft', writtenTests: { superseded: [OLD] } });
      },
      WRITE,
    );
  });
});

describe('the gate behind the plan', () => {
  test('holds all work back until a person has said yes, and that word sets aside and opens what it names', async () => {
    await withRun(
      contradicting(),
      async (run) => {
        const waiting = await untilStatus(run.handle, ({ paused }) => paused === 'approval');
        expect(waiting).toMatchObject({ stage: 'decompose', superseded: [OLD] });
        expect(waiting.doing).toMatch(/1 task\) and 1 old test that the spec contradicts: nightshift approve/);
        expect(run.asked.calls.map(({ identity }) => identity.purpose)).toEqual(['tests']);
        const approval = { supersede: true, mayChange: ['test/old.test.js'] };
        await expect(approve(run, { ...approval, mayChange: ['../x'] })).rejects.toThrow();
        await expect(approve(run, approval)).resolves.toEqual(approval);
        expect(await run.handle.result()).toMatchObject({
          outcome: 'delivered',
          summary: expect.stringContaining('All tests pass but 1 that a person has set aside'),
        });
        expect(run.asked.judged[0]).toMatchObject({
          superseded: [{ id: OLD.id, approved: true }],
          validator: { mayChange: ['test/old.test.js'] },
        });
        expect(run.asked.receipts[0]?.notes).toContain(
          'A person approved the plan; opened to changes: test/old.test.js; the contradicted tests were set aside.',
        );
      },
      GATED,
    );
  });

  test('sets nothing aside and opens nothing where the plan alone was approved', async () => {
    await withRun(
      contradicting(),
      async (run) => {
        await untilStatus(run.handle, ({ paused }) => paused === 'approval');
        await approve(run, { supersede: false, mayChange: [] });
        expect(await run.handle.result()).toMatchObject({ outcome: 'draft' });
        expect(run.asked.judged[0]?.validator.mayChange).toBeUndefined();
      },
      GATED,
    );
  });

  test('is passed by nobody where there is none, and a run at it can be cancelled', async () => {
    await withRun({}, async (run) => {
      await expect(approve(run, { supersede: true, mayChange: [] })).rejects.toMatchObject({
        cause: { message: expect.stringMatching(/waits for no approval/) },
      });
      await run.handle.result();
    });
    await withRun(
      {},
      async (run) => {
        await untilStatus(run.handle, ({ paused }) => paused === 'approval');
        await run.handle.cancel();
        await expect(run.handle.result()).rejects.toThrow();
        expect(run.asked.receipts[0]).toMatchObject({ outcome: 'cancelled' });
      },
      { gates: ['plan'] },
    );
  });
});
