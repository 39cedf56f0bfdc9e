// The books of a spec whatever happens: tries that run side by side in random order, each on a lease of the budget, whose
// calls die at random points, are made twice at once, refused or cut off. Budget, journal, ledger and the call are real.
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { journaledCall } from '../../../activities/models/journaled-call.js';
import {
  type Budget,
  capProblem,
  openBudget,
  reserve,
  reservedMicroUsd,
  setCap,
  settle,
} from '../../../core/budget.js';
import { openAiAnswer, type Reply } from '../../doubles/model-server.js';
import { asActivity, callInput, IDENTITY, type ModelRoom, openModelRoom } from '../models/model-room.js';

const ANSWER = openAiAnswer({ text: 'done', usage: { input: 2_000, output: 100 } });
const ANSWER_MICRO_USD = 2_500;
const CUT: Reply = { ...ANSWER, fault: 'cut' };
const BUSY: Reply = { status: 429, body: { error: { message: 'slow down' } } };
const RUNS = 25;
/** A failure is made simpler for as long, and then told. */
const TIME_LIMIT_MS = 40_000;
const TRIES_MAX = 4;
const STEPS_MAX = 3;

/** What becomes of one call: where its process dies, or what the provider does. */
const FATES = [
  'goes well',
  'dies before it is asked',
  'dies before it is booked',
  'dies after it is booked',
  'is cut off',
  'is refused',
] as const;
type Fate = (typeof FATES)[number];

type Step =
  | { do: 'start'; leaseMicroUsd: number }
  | { do: 'call'; pick: number; step: number; fate: Fate; twice: boolean }
  | { do: 'end'; pick: number }
  | { do: 'cap'; capMicroUsd: number };

const amount = fc.integer({ min: 1, max: 40_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: amount.map((leaseMicroUsd): Step => ({ do: 'start', leaseMicroUsd })) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.nat(TRIES_MAX), fc.nat(STEPS_MAX - 1), fc.constantFrom(...FATES), fc.boolean())
      .map(([pick, number, fate, twice]): Step => ({ do: 'call', pick, step: number, fate, twice })),
  },
  { weight: 1, arbitrary: fc.nat(TRIES_MAX).map((pick): Step => ({ do: 'end', pick })) },
  { weight: 1, arbitrary: amount.map((value): Step => ({ do: 'cap', capMicroUsd: 2 * value })) },
);

/** Two attempts at once, of which neither lives to ask: found by chance once, and looked at each time since. */
const DEAD_AT_ONCE: [number, Step[]] = [
  10_000,
  [
    { do: 'start', leaseMicroUsd: 6_428 },
    { do: 'call', pick: 0, step: 0, fate: 'dies before it is asked', twice: true },
    { do: 'end', pick: 0 },
  ],
];

/** A spec with its budget, its open tries, and what the provider knows. */
class Books {
  budget: Budget;
  /** What the provider may ask to be paid. */
  billedMicroUsd = 0;
  private tries = 0;

  constructor(
    readonly room: ModelRoom,
    readonly run: string,
    cap: number,
  ) {
    this.budget = openBudget(cap);
  }

  async apply(next: Step): Promise<void> {
    const open = Object.keys(this.budget.reservations);
    if (next.do === 'start') {
      this.tries += 1;
      const reservation = reserve(this.budget, `${this.run}/whole/${this.tries}`, {
        microUsd: next.leaseMicroUsd,
        tokens: 0,
      });
      if (reservation.ok) this.budget = reservation.budget;
    } else if (next.do === 'cap') {
      const cap = { microUsd: next.capMicroUsd };
      if (capProblem(this.budget, cap) === null) this.budget = setCap(this.budget, cap);
    } else {
      const key = open[next.pick % Math.max(1, open.length)];
      if (key === undefined) return;
      if (next.do === 'end') await this.end(key);
      else await this.call(key, next);
    }
  }

  /** As where a try ends in whatever way: from the ledger. */
  async end(key: string): Promise<void> {
    const { chargedMicroUsd, tokens } = await this.ledger.journal.chargedUnder(key);
    this.budget = settle(this.budget, key, { microUsd: chargedMicroUsd, tokens });
  }

  /** One attempt at a step of a try, which may have had others; or two of them at once. */
  private async call(key: string, { step: number, fate, twice }: Extract<Step, { do: 'call' }>): Promise<void> {
    const journalKey = `${key}/${number}`;
    const lease = this.budget.reservations[key]?.microUsd ?? 0;
    const [own, all] = [await this.charged(journalKey), await this.charged(key)];
    const input = callInput({
      identity: { ...IDENTITY, journalKey, attempt: key },
      allowanceMicroUsd: lease - (all - own),
    });
    const known = (await this.ledger.journal.attempts(journalKey)).some(({ answer }) => answer !== null);
    const askedBefore = this.room.server.billed();
    const reply = fate === 'is cut off' ? CUT : fate === 'is refused' ? BUSY : ANSWER;
    this.room.server.script(reply, reply);
    const { providers } = this.room;
    const ask = () => asActivity(() => journaledCall({ providers, ledger: dying(this.ledger, fate) }, input));
    const ends = await Promise.allSettled(twice ? [ask(), ask()] : [ask()]);
    const asked = this.room.server.billed() - askedBefore;
    this.billedMicroUsd += asked * ANSWER_MICRO_USD;
    this.room.server.forget();

    if (known) expect({ fate, asked }).toEqual({ fate, asked: 0 });
    const [end] = ends;
    if (!twice && end?.status === 'fulfilled') {
      expect(end.value.chargedMicroUsd).toBe(await this.charged(journalKey));
    }
  }

  private async charged(key: string): Promise<number> {
    return (await this.ledger.journal.chargedUnder(key)).chargedMicroUsd;
  }

  /** What holds at each moment. */
  async expectWithin(): Promise<void> {
    const { capMicroUsd, spentMicroUsd, reservations } = this.budget;
    expect(spentMicroUsd + reservedMicroUsd(this.budget)).toBeLessThanOrEqual(capMicroUsd);
    for (const [key, lease] of Object.entries(reservations)) {
      expect(await this.charged(key)).toBeLessThanOrEqual(lease.microUsd);
    }
    expect(this.billedMicroUsd).toBeLessThanOrEqual(await this.charged(this.run));
  }

  async expectClosed(): Promise<void> {
    for (const key of Object.keys(this.budget.reservations)) await this.end(key);
    expect(reservedMicroUsd(this.budget)).toBe(0);
    expect(this.budget.spentMicroUsd).toBe(await this.charged(this.run));
    await this.expectWithin();
  }

  private get ledger(): Ledger {
    return this.room.ledger;
  }
}

/** The ledger as a process sees it that is killed at this point. */
function dying(ledger: Ledger, fate: Fate): Ledger {
  const { journal } = ledger;
  const killed = () => Promise.reject(new Error('killed'));
  switch (fate) {
    case 'dies before it is asked':
      return { ...ledger, journal: { ...journal, start: (row) => journal.start(row).then(killed) } };
    case 'dies before it is booked':
      return { ...ledger, journal: { ...journal, settle: killed } };
    case 'dies after it is booked':
      return { ...ledger, journal: { ...journal, settle: (row, end) => journal.settle(row, end).then(killed) } };
    default:
      return ledger;
  }
}

describe('the books of a spec', () => {
  let room: ModelRoom;
  let specs = 0;
  beforeAll(async () => {
    room = await openModelRoom();
  });

  test('hold the cap, lose nothing and buy nothing twice, in whatever order things happen', async () => {
    const steps = fc.array(step, { minLength: 4, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 10_000, max: 120_000 }), steps, async (cap, happens) => {
        specs += 1;
        const books = new Books(room, `deliver/local/r/spec-${specs}/1`, cap);
        for (const next of happens) {
          await books.apply(next);
          await books.expectWithin();
        }
        await books.expectClosed();
      }),
      { numRuns: RUNS, examples: [DEAD_AT_ONCE], interruptAfterTimeLimit: TIME_LIMIT_MS },
    );
  });
});
