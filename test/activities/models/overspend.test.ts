// Twelve candidates at once at a provider that hides what it bills: by its own account, it bills no more than the leases
// that they were given, and nothing is booked below it.
import { expect, test } from '@jest/globals';
import { type JournaledCallResult, journaledCall } from '../../../activities/models/journaled-call.js';
import type { Generator } from '../../../core/generator.js';
import { chargeMicroUsd, type Usage } from '../../../core/price.js';
import { openAiAnswer, type Reply, type SeenRequest } from '../../doubles/model-server.js';
import { usageBilled } from '../../doubles/provider-account.js';
import { asActivity, callInput, GENERATOR, IDENTITY, type ModelRoom, openModelRoom, PRICE } from './model-room.js';

const CAP_MICRO_USD = 500_000;
const CANDIDATES = 12;
const LEASE_MICRO_USD = Math.floor(CAP_MICRO_USD / CANDIDATES);
const ATTEMPTS_MAX = 6;
const TURNS_MAX = 20;
/** So that a lease is for a few calls. */
const DEAR: Generator = {
  ...GENERATOR,
  price: {
    ...PRICE,
    inputMicroUsdPerMTok: 2 * PRICE.inputMicroUsdPerMTok,
    outputMicroUsdPerMTok: 2 * PRICE.outputMicroUsdPerMTok,
  },
};
const RUN = 'deliver/local/r/spec/1';
/** About nine tenths of what a call may make. */
const TEXT = 'done '.repeat(700);

interface Hostile {
  /** What it says of what it bills. Absent: the truth. */
  reports?: (billed: Usage) => Usage | null;
  /** Attempts at each step that run at the same time. */
  copies?: number;
  /** What comes in place of an answer; null where there is one. */
  fault?: (request: SeenRequest, nth: number) => Reply | null;
  /** Whether the caller leaves as soon as the request has come. */
  cancelled?: boolean;
}

const share = (part: number) => (billed: Usage) => ({
  ...billed,
  inputTokens: Math.floor(billed.inputTokens * part),
  outputTokens: Math.floor(billed.outputTokens * part),
});
/** It has made all that it may, and nobody gets it. */
const lost: Reply = { fault: 'resetBefore', billed: true };
const everyOther = (_: SeenRequest, nth: number) => (nth % 2 === 0 ? lost : null);

const TABLE: [string, Hostile][] = [
  ['is honest', {}],
  ['hides half of its usage', { reports: share(0.5) }],
  ['hides half of its usage in every other call', { reports: halfOfTheTime() }],
  ['reports zero', { reports: share(0) }],
  ['reports nothing', { reports: () => null }],
  ['makes an answer, loses it, and makes another', { fault: everyOther }],
  [
    'streams on after it was left',
    { cancelled: true, fault: () => ({ pieces: [': still here\n\n'], fault: 'stall' }) },
  ],
  ['is asked twice for each step at the same moment', { copies: 2 }],
  ['is asked three times, loses answers, and hides half', { copies: 3, fault: everyOther, reports: share(0.5) }],
];

test.each(TABLE)('a provider that %s bills no more than was leased', async (_, hostile) => {
  const room = await openModelRoom();
  const callers = new Map<string, AbortController>();
  room.server.otherwise((request) => {
    const caller = callers.get(String(request.headers['x-nightshift-attempt']));
    if (hostile.cancelled) setImmediate(() => caller?.abort());
    return hostile.fault?.(request, room.server.seen.length) ?? answered(request, hostile);
  });
  const spent = await Promise.all(
    Array.from({ length: CANDIDATES }, (_each, index) => spendLease(room, `candidate-${index}`, hostile, callers)),
  );

  const account = room.server.account.reduce((sum, usage) => sum + chargeMicroUsd(DEAR.price, usage), 0);
  const booked = await room.ledger.journal.chargedUnder(RUN);
  expect(room.server.account.length).toBeGreaterThan(CANDIDATES);
  expect(account).toBeLessThanOrEqual(booked.chargedMicroUsd);
  expect(booked.chargedMicroUsd).toBeLessThanOrEqual(CAP_MICRO_USD);
  for (const one of spent) expect(one).toBeLessThanOrEqual(LEASE_MICRO_USD);
  // What the candidates were told is what a workflow knows, and no less than what the books say.
  expect(spent.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(booked.chargedMicroUsd);
  const tokens = room.server.account.reduce((sum, usage) => sum + usage.inputTokens + usage.outputTokens, 0);
  expect(booked.tokens).toBeGreaterThanOrEqual(tokens);
});

/** Turn after turn, as a try does, until the rest of the lease covers none. Returns what it was told that it cost. */
async function spendLease(
  room: ModelRoom,
  candidate: string,
  hostile: Hostile,
  callers: Map<string, AbortController>,
): Promise<number> {
  let spent = 0;
  for (let turn = 1; turn <= TURNS_MAX; turn++) {
    const step = await takeTurn(room, candidate, turn, LEASE_MICRO_USD - spent, hostile, callers);
    spent += step.chargedMicroUsd;
    if (!step.ok) return spent;
  }
  return spent;
}

/** The attempts at one step, as the engine makes them. The smallest of what overlapping ones report is taken. */
async function takeTurn(
  room: ModelRoom,
  candidate: string,
  turn: number,
  allowanceMicroUsd: number,
  hostile: Hostile,
  callers: Map<string, AbortController>,
): Promise<Pick<JournaledCallResult, 'ok' | 'chargedMicroUsd'>> {
  const journalKey = `${RUN}/whole/${candidate}/${turn}`;
  const identity = { ...IDENTITY, journalKey, runKey: RUN, attempt: candidate };
  const content = `Mend cache ${candidate} in turn ${turn}. ${'Look at the words of it. '.repeat(40)}`;
  const request = { messages: [{ role: 'user' as const, content }], tools: [], answerSchema: null };
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const caller = new AbortController();
    callers.set(candidate, caller);
    const input = callInput({ identity, generator: DEAR, request, allowanceMicroUsd, signal: caller.signal });
    const copies = Array.from({ length: hostile.copies ?? 1 }, () => asActivity(() => journaledCall(room, input)));
    const ends = (await Promise.allSettled(copies)).flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    const told = ends.sort((a, b) => a.chargedMicroUsd - b.chargedMicroUsd)[0];
    if (told) return told;
  }
  const { chargedMicroUsd } = await room.ledger.journal.chargedUnder(journalKey);
  return { ok: false, chargedMicroUsd };
}

function answered(request: SeenRequest, { reports = (billed) => billed }: Hostile): Reply {
  const answer = openAiAnswer({ text: TEXT });
  const billed = usageBilled(request.body, answer);
  const said = billed && reports(billed);
  return openAiAnswer({ text: TEXT, usage: said && { input: said.inputTokens, output: said.outputTokens } });
}

function halfOfTheTime(): (billed: Usage) => Usage {
  let calls = 0;
  return (billed) => (calls++ % 2 === 0 ? billed : share(0.5)(billed));
}
