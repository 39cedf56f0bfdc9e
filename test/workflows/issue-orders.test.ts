// What an issue may say to its run, in every order, at every stage, also twice: seeded sequences of edits, labels taken
// away, pauses and closing, each sent while an activity of that stage is at work. A person then undoes what holds it, and
// the pull request is closed.
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Activities } from '../../core/activities.js';
import { MESSAGES } from '../../core/deliver.js';
import type { ForgeEvent } from '../../core/forge-event.js';
import type { DeliverStatus } from '../../core/status.js';
import { pollPause } from '../doubles/scenarios.js';
import { scriptedActivities } from '../doubles/scripted-activities.js';
import { type ScriptedForge, scriptedForge } from '../doubles/scripted-forge.js';
import type { ScriptedRun } from '../doubles/scripted-run.js';
import { quiet } from '../setup/quiet.js';
import { changes } from './changed-result.js';
import { gate, tell, withIssueRun } from './harness.js';

const RUNS = 10;
/** Seconds, but for a machine that does much else. */
const TIMEOUT_MS = 240_000;
/** Change it to look for more; it is told with what failed. */
const SEED = 8;
const STAGES = ['recordSpec', 'openRepository', 'callModel', 'judge', 'openPullRequest', 'lookAtPullRequest'] as const;
type Stage = (typeof STAGES)[number];

const EDIT: ForgeEvent = { kind: 'text', changed: { sha256: 'e'.repeat(64), note: 'It was edited.' } };
const AS_PINNED: ForgeEvent = { kind: 'text', changed: null };
const [TAKEN, PUT_BACK] = [false, true].map((there): ForgeEvent => ({ kind: 'label', there, by: 'ann' })) as [
  ForgeEvent,
  ForgeEvent,
];
const CLOSE: ForgeEvent = { kind: 'issue', state: 'closed', by: 'ann' };
const GONE: ForgeEvent = { kind: 'gone', why: 'it was transferred' };
const said = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(EDIT, AS_PINNED, TAKEN, PUT_BACK, { kind: 'look' } as ForgeEvent) },
  { weight: 1, arbitrary: fc.constantFrom(CLOSE, GONE) },
);
type Order = Partial<Record<Stage, ForgeEvent[]>>;
const orders: fc.Arbitrary<Order> = fc.dictionary(
  fc.constantFrom(...STAGES),
  fc.array(said, { minLength: 1, maxLength: 3 }),
  { minKeys: 1, maxKeys: 4 },
);

beforeAll(quiet);

/** Activities that first let the issue say what the order wants, once for each stage. */
function saying(order: Order, forge: Partial<Activities>, say: (events: ForgeEvent[]) => Promise<void>) {
  const all = { ...scriptedActivities(changes()).activities, ...forge };
  const seen = new Set<Stage>();
  const wrapped = STAGES.map((stage) => {
    const activity = all[stage] as (input: unknown) => Promise<unknown>;
    const first = async (input: unknown) => {
      if (!seen.has(stage)) await say(order[stage] ?? []);
      seen.add(stage);
      return activity(input);
    };
    return [stage, first];
  });
  return Object.fromEntries(wrapped) as Partial<Activities>;
}

async function untilEnd(run: ScriptedRun, forge: ScriptedForge): Promise<void> {
  const { handle } = run;
  for (;;) {
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') return;
    const { paused, stage } = await handle.query<DeliverStatus>(MESSAGES.status);
    if (paused === 'text') await tell(run, AS_PINNED).catch(() => undefined);
    if (paused === 'label') await tell(run, PUT_BACK).catch(() => undefined);
    if (paused === null && stage === 'follow') {
      forge.news = { state: 'closed', by: 'ann' };
      await tell(run, { kind: 'look' }).catch(() => undefined);
    }
    await pollPause();
  }
}

/** In short what came of one run, and what has to come of it. */
async function ordered(order: Order): Promise<[object, object]> {
  const { forge, activities } = scriptedForge();
  let told: (events: ForgeEvent[]) => Promise<void> = async () => undefined;
  const watched = gate();
  const wrapped = saying(order, activities, async (events) => {
    await watched.opened;
    await told(events);
  });
  return withIssueRun(
    changes(),
    async (run) => {
      told = async (events) => {
        for (const event of events) await tell(run, event).catch(() => undefined);
      };
      watched.open();
      await untilEnd(run, forge);
      const { outcome, spentMicroUsd } = await run.handle.result();
      const receipt = run.asked.receipts.at(-1);
      const parts = [...(receipt?.candidates ?? []), ...(receipt?.overheadCalls ?? [])];
      const sum = parts.reduce((all, { chargedMicroUsd }) => all + chargedMicroUsd, 0);
      const withdrawn = Object.values(order).some((events) => events.includes(CLOSE) || events.includes(GONE));
      return [
        { order, outcome, receipt: receipt?.outcome, sum, opened: forge.opened.length <= 1, shown: lastShown(forge) },
        {
          order,
          outcome: withdrawn ? expect.stringMatching(/^(cancelled|delivered)$/) : 'delivered',
          receipt: outcome,
          sum: spentMicroUsd,
          opened: true,
          shown: outcome === 'delivered' ? 'delivered' : 'failed',
        },
      ];
    },
    { activities: { ...activities, ...wrapped }, timeout: TIMEOUT_MS },
  );
}

function lastShown({ shown }: ScriptedForge): string | undefined {
  return shown.at(-1)?.state;
}

test(
  'a run comes to a proper end with books that are right, whatever its issue says and when',
  async () => {
    const some = fc.sample(orders, { seed: SEED, numRuns: RUNS });
    for (const order of some) {
      const [found, wanted] = await ordered(order);
      expect(found).toEqual(wanted);
    }
  },
  TIMEOUT_MS,
);
