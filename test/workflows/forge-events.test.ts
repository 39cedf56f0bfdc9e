import { beforeAll, describe, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { MESSAGES } from '../../core/deliver.js';
import type { ForgeEvent } from '../../core/forge-event.js';
import { pollPause, until, untilStatus } from '../doubles/scenarios.js';
import { done } from '../doubles/scripted-activities.js';
import type { ScriptedForge } from '../doubles/scripted-forge.js';
import { quiet } from '../setup/quiet.js';
import { gate, tell, withIssueRun } from './harness.js';

beforeAll(quiet);

const EDITED: ForgeEvent = { kind: 'text', changed: { sha256: 'e'.repeat(64), note: 'It was edited: approve it.' } };
const AS_PINNED: ForgeEvent = { kind: 'text', changed: null };
const LABEL_GONE: ForgeEvent = { kind: 'label', there: false, by: 'ann' };
const LABEL_THERE: ForgeEvent = { kind: 'label', there: true, by: 'ann' };
const CLOSED: ForgeEvent = { kind: 'issue', state: 'closed', by: 'ann' };

/** Ends what follows at the first look. */
const endsFollowing = (forge: ScriptedForge) => {
  forge.news = { state: 'closed', by: 'ann' };
};
const COMMENT_OF_EDIT = `#7 text-${'e'.repeat(64)}-1`;

/** A run whose first answer waits for the test. */
function heldRun() {
  const [held, asking] = [gate(), gate()];
  const callModel = async () => {
    asking.open();
    await held.opened;
    return done();
  };
  return { script: { callModel }, held, asking };
}

/** The first time it hangs until it is cancelled. */
function firstHangs(): () => Promise<undefined> {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls === 1) await Context.current().cancelled;
    return undefined;
  };
}

/** A message reaches a try by way of its run, which takes a moment. */
async function untilSignals(child: WorkflowHandle, count: number): Promise<void> {
  for (;;) {
    const { events } = await child.fetchHistory();
    if ((events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length >= count) return;
    await pollPause();
  }
}

describe('what the issue tells a run', () => {
  test('an edit pauses it and is said once, and the text as it was pinned lets it go on', async () => {
    const { script, held, asking } = heldRun();
    await withIssueRun(
      script,
      async (run) => {
        const { handle, forge, client } = run;
        await asking.opened;
        await tell(run, EDITED);
        await tell(run, EDITED);
        await untilStatus(handle, ({ paused }) => paused === 'text');
        const child = client.workflow.getHandle(`${handle.workflowId}/1/whole/1`);
        await untilSignals(child, 1);
        held.open();
        await until(() => forge.shown.at(-1)?.state === 'paused');
        await tell(run, AS_PINNED);
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        expect([...forge.comments]).toContainEqual([COMMENT_OF_EDIT, 'It was edited: approve it.']);
        expect(forge.log.filter((line) => line.startsWith('comment text'))).toHaveLength(1);
      },
      { prepare: endsFollowing },
    );
  });

  test('of several reasons to pause each has to go', async () => {
    const { script, held, asking } = heldRun();
    await withIssueRun(
      script,
      async (run) => {
        const { handle } = run;
        await asking.opened;
        for (const event of [EDITED, LABEL_GONE]) await tell(run, event);
        await handle.signal(MESSAGES.pause);
        held.open();
        await untilStatus(handle, ({ paused }) => paused === 'user');
        await handle.signal(MESSAGES.resume);
        await untilStatus(handle, ({ paused }) => paused === 'label');
        await tell(run, LABEL_THERE);
        await untilStatus(handle, ({ paused }) => paused === 'text');
        expect(run.forge.pushed).toHaveLength(0);
        await tell(run, AS_PINNED);
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
      },
      { prepare: endsFollowing },
    );
  });

  test('what is told before the first step holds it there', async () => {
    await withIssueRun(
      {},
      async (run) => {
        const status = await untilStatus(run.handle, ({ paused }) => paused === 'label');
        expect(status.doing).toBe('paused; ann took the label away, put it back to go on');
        await tell(run, LABEL_THERE);
        expect(await run.handle.result()).toMatchObject({ outcome: 'delivered' });
      },
      { prepare: endsFollowing, told: LABEL_GONE },
    );
  });

  test('closing the issue cancels it, books what was spent, and says that the work is kept', async () => {
    const script = { callModel: () => Context.current().cancelled, chargedUnder: () => 777 };
    await withIssueRun(script, async (run) => {
      const { handle, forge, asked } = run;
      await untilStatus(handle, ({ reservedMicroUsd }) => reservedMicroUsd > 0);
      await tell(run, CLOSED);
      const result = await handle.result();
      expect(result).toMatchObject({ outcome: 'cancelled', spentMicroUsd: 777 });
      expect(result.summary).toContain('ann closed the issue');
      expect((await handle.describe()).status.name).toBe('COMPLETED');
      expect(asked.receipts).toMatchObject([{ outcome: 'cancelled', summary: result.summary }]);
      const said = forge.comments.get('#7 withdrawn-1');
      expect(said).toContain(result.summary);
      expect(said).toContain('`/nightshift retry` begins anew');
      expect(forge.shown.at(-1)).toMatchObject({ state: 'failed', status: { stage: 'ended', outcome: 'cancelled' } });
    });
  });

  test('an issue that is opened again while the run still ends is told what begins it anew', async () => {
    const { script, held, asking } = heldRun();
    const ending = gate();
    await withIssueRun(script, async (run) => {
      await asking.opened;
      run.forge.answers.show = ({ status }) =>
        status.stage === 'ended' ? ending.opened.then(() => undefined) : undefined;
      await tell(run, CLOSED);
      held.open();
      await until(() => run.forge.shown.at(-1)?.status.stage === 'ended');
      await tell(run, { kind: 'issue', state: 'open', by: null });
      ending.open();
      expect(await run.handle.result()).toMatchObject({ outcome: 'cancelled' });
      expect(run.forge.comments.get('#7 again-1')).toContain('`/nightshift retry` begins anew');
    });
  });

  test('an issue that is gone ends it, also while it is paused', async () => {
    const { script, held, asking } = heldRun();
    await withIssueRun(script, async (run) => {
      await asking.opened;
      await run.handle.signal(MESSAGES.pause);
      held.open();
      await untilStatus(run.handle, ({ doing }) => doing.startsWith('paused'));
      await tell(run, { kind: 'gone', why: 'it was transferred' });
      const result = await run.handle.result();
      expect(result).toMatchObject({ outcome: 'cancelled', summary: expect.stringContaining('it was transferred') });
    });
  });

  test('once there is something to merge, a closed issue only means that there is news', async () => {
    const held = gate();
    await withIssueRun(
      {},
      async (run) => {
        await until(() => run.forge.opened.length > 0);
        await tell(run, CLOSED);
        held.open();
        expect(await run.handle.result()).toMatchObject({ outcome: 'delivered' });
      },
      {
        prepare: (forge) => {
          endsFollowing(forge);
          forge.answers.open = () => held.opened.then(() => undefined);
        },
      },
    );
  });

  test('a run that came from a file hears nothing of it', async () => {
    const { script, held, asking } = heldRun();
    await withIssueRun(
      script,
      async (run) => {
        await asking.opened;
        for (const event of [EDITED, LABEL_GONE, CLOSED]) await tell(run, event);
        expect(await run.handle.query(MESSAGES.status)).toMatchObject({ paused: null });
        held.open();
        expect(await run.handle.result()).toMatchObject({ outcome: 'delivered' });
        expect(run.forge.shown).toHaveLength(0);
      },
      { fromFile: true },
    );
  });
});

describe('the living comment', () => {
  test('is shown at each stage, never says the same twice, and ends with the outcome', async () => {
    await withIssueRun(
      {},
      async ({ handle, forge }) => {
        await handle.result();
        const shown = forge.shown.map(
          ({ state, status }) => `${status.stage} ${state} ${status.pullRequest?.number ?? ''}`,
        );
        expect(shown[0]).toBe('prepare running ');
        expect(shown.at(-1)).toBe('ended delivered 8');
        expect(new Set(shown).size).toBe(shown.length);
        expect(shown.length).toBeLessThan(9);
      },
      { prepare: endsFollowing },
    );
  });

  test('shows no more than a minute allows while stage and state stay the same', async () => {
    const { script, held, asking } = heldRun();
    await withIssueRun(
      script,
      async ({ handle, forge }) => {
        await asking.opened;
        await until(() => forge.shown.at(-1)?.status.stage === 'generate');
        const before = forge.shown.length;
        for (let cents = 600; cents < 610; cents++) {
          await handle.executeUpdate<number, [number]>(MESSAGES.setBudget, { args: [cents * 10_000] });
        }
        expect(forge.shown.length).toBe(before);
        held.open();
        await handle.result();
      },
      { prepare: endsFollowing },
    );
  });

  test.each([
    ['is refused', () => ({ ok: false, reason: 'forbidden', message: 'no', log: null }) as const],
    [
      'fails for good',
      () => {
        throw ApplicationFailure.nonRetryable('no such endpoint', 'Unexpected');
      },
    ],
    ['does not answer before the run ends', firstHangs()],
  ])('holds nothing up where it %s', async (_, show) => {
    await withIssueRun(
      {},
      async ({ handle }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
      },
      {
        prepare: (forge) => {
          endsFollowing(forge);
          forge.answers.show = show;
        },
      },
    );
  });

  test('is not tried again once the issue is gone', async () => {
    await withIssueRun(
      {},
      async ({ handle, forge }) => {
        await handle.result();
        expect(forge.shown).toHaveLength(1);
      },
      {
        prepare: (forge) => {
          endsFollowing(forge);
          forge.answers.show = () => ({ ok: false, reason: 'notFound', message: 'gone', log: null });
        },
      },
    );
  });

  test('shows how it ended after a cancellation, too', async () => {
    const { script, held, asking } = heldRun();
    await withIssueRun(script, async ({ handle, forge }) => {
      await asking.opened;
      await handle.cancel();
      held.open();
      await expect(handle.result()).rejects.toThrow();
      expect(forge.shown.at(-1)).toMatchObject({ state: 'failed', status: { outcome: 'cancelled' } });
    });
  });
});
