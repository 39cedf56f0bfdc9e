// A worker that dies between any two calls to the forge, before or after the call took effect, and another that takes the
// issue anew: what stands at the end is what stands when nobody dies.
import { expect, test } from '@jest/globals';
import { type IntakeHouse, intakeHouse } from './intake-house.js';

interface Scenario {
  title: string;
  set(house: IntakeHouse): void;
}

const SCENARIOS: Scenario[] = [
  {
    title: 'a labelled issue',
    set({ forge }) {
      forge.issue({ labels: ['nightshift'] });
      forge.labellers.set(1, 'bob');
    },
  },
  {
    title: 'a command that starts a run',
    set({ forge }) {
      forge.issue();
      forge.comment('ann', '/nightshift run budget $2');
    },
  },
  {
    title: "an outsider's issue and commands",
    set({ forge }) {
      forge.issue({ author: 'mallory', labels: ['nightshift'] });
      forge.labellers.set(1, 'bob');
      forge.comment('mallory', '/nightshift run');
      forge.comment('ann', '/nightshift run');
    },
  },
  {
    title: 'a run, a pause and a question',
    set({ forge }) {
      forge.issue();
      forge.comment('ann', '/nightshift run');
      forge.comment('ann', '/nightshift pause\n/nightshift status');
      forge.comment('bob', '/nightshift fly');
    },
  },
];

const LONG_MS = 60_000;

/** What people see, and what runs. */
async function seen(house: IntakeHouse): Promise<unknown> {
  const { forge, ledger, deliverId } = house;
  const started = await house.input();
  const rows = await ledger.specs.generations(deliverId());
  return {
    said: forge.said().map((text) => text.replace(/by \d{4}-.*?Z/, 'by TIME')),
    reactions: [...forge.reactions.values()],
    labels: forge.issues.get(1)?.labels,
    started: started && { ...started, repository: null, issue: null, spec: { ...started.spec, source: null } },
    rows: rows.map(({ generation, run, outcome }) => ({ generation, run, outcome })),
  };
}

/** The call at which it breaks, once; returns whether it came so far. */
async function takenWithBreakAt(house: IntakeHouse, breakAt: number): Promise<boolean> {
  let broke = false;
  house.forge.breaks = (at) => {
    if (at !== breakAt || broke) return;
    broke = true;
    throw new Error('killed');
  };
  for (const _ of ['the one that may be killed', 'the next', 'one too many']) {
    await house.take().catch((error: Error) => {
      if (error.message !== 'killed') throw error;
    });
  }
  return broke;
}

test.each(SCENARIOS)(
  '$title',
  async ({ set }) => {
    const whole = await intakeHouse();
    set(whole);
    await whole.take();
    const wanted = await seen(whole);
    for (let breakAt = 1; ; breakAt += 1) {
      const house = await intakeHouse();
      set(house);
      const broke = await takenWithBreakAt(house, breakAt);
      expect({ breakAt, ...((await seen(house)) as object) }).toEqual({ breakAt, ...(wanted as object) });
      if (!broke) {
        expect(breakAt).toBeGreaterThan(8);
        return;
      }
    }
  },
  LONG_MS,
);
