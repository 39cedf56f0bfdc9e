// The limits of a try, all checked here before each model call. Dollars are checked where the exact request is known.
import type { TryLimits } from '../../core/terms.js';
import type { TryEnd, TryState } from './try-state.js';

/** So many turns before the last one the model is told. */
const TURNS_LEFT_TOLD = 3;

export function limitReached(
  { input, result, conversation, startedAtMs, waitedMs }: TryState,
  nowMs: number,
): TryEnd | null {
  const { turns, wallTimeMs, requestBytes } = input.tryLimits;
  if (result.turns >= turns) return { end: 'turnLimit', note: `${turns} turns were used up` };
  if (nowMs - startedAtMs - waitedMs >= wallTimeMs) {
    return { end: 'timeLimit', note: `the try took longer than ${Math.round(wallTimeMs / 60_000)} minutes` };
  }
  if (conversation.bytes > requestBytes) {
    const note = `the conversation grew to ${conversation.bytes} bytes, more than ${requestBytes}`;
    return { end: 'contextLimit', note };
  }
  return null;
}

/** What the model is told as its turns run out; null before. */
export function turnsLeft({ turns }: TryLimits, used: number): string | null {
  if (turns - used !== TURNS_LEFT_TOLD || used === 0) return null;
  return `${TURNS_LEFT_TOLD} turns are left: bring the work into a state that can be judged.`;
}
