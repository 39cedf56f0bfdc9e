// The loop of a try: ask, run what the answer asks for, until the model is done, a limit is reached or nothing moves.
import type { CallModelResult, Unusable } from '../../core/model-activities.js';
import { stuckAfter } from '../../core/stuck.js';
import { endOfUnusable, isAnswered } from '../../core/unusable.js';
import { askPatiently } from './ask-patiently.js';
import { compactIfDue } from './compact.js';
import { limitReached } from './limits.js';
import { runTurn } from './run-turn.js';
import type { TryEnd, TryState } from './try-state.js';

const NOTHING_DONE =
  'You ended without having changed anything, so there is nothing to judge. Do the work with the tools. If nothing has ' +
  'to be done, say so once more.';

export async function tryTurns(one: TryState, notPaused: () => Promise<void>): Promise<TryEnd> {
  for (;;) {
    await notPaused();
    await compactIfDue(one);
    const limit = limitReached(one, Date.now());
    if (limit) return limit;
    const reply = await askPatiently(one);
    if ('end' in reply) return reply;
    const end = reply.ok ? await carryOut(one, reply) : afterUnusable(one, reply);
    if (end) return end;
  }
}

type Usable = Extract<CallModelResult, { ok: true }>;

/** The end of the try, or null to go on. */
async function carryOut(one: TryState, reply: Usable): Promise<TryEnd | null> {
  if (reply.toolCalls === 0) {
    if (hasMadeSomething(one) || one.input.purpose === 'review') return { end: 'finished', note: '' };
    return toldOnce(one, NOTHING_DONE, { end: 'finished', note: 'it changed nothing, and was asked twice' });
  }
  const unusable = await runTurn(one, reply);
  // Its answers say already what is wrong with the calls.
  if (unusable !== null) return toldOnce(one, null, { end: 'unusableAnswer', note: unusable });
  one.unusable = 0;
  const stuck = stuckAfter(one.seen);
  return stuck === null ? null : { end: 'stuck', note: stuck };
}

function afterUnusable(one: TryState, unusable: Unusable): TryEnd | null {
  const { reason, message } = unusable;
  const end: TryEnd = { end: endOfUnusable(unusable), note: message };
  if (!isAnswered(reason)) return end;
  const told = `Your last answer could not be used: ${message}. Go on from before it: call one tool, or end in words.`;
  return toldOnce(one, told, end);
}

/** What cannot be used is told once; the second in a row ends the try. */
function toldOnce(one: TryState, told: string | null, end: TryEnd): TryEnd | null {
  if (one.unusable > 0) return end;
  one.unusable += 1;
  one.note = told;
  return null;
}

function hasMadeSomething({ input, result }: TryState): boolean {
  return result.authored ? result.authored.files !== null : result.commit !== input.startCommit;
}
