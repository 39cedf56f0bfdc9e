// The limits of a try, all checked here before each model call. Dollars are checked where the exact request is known.
import type { CandidateEnd } from '../../core/candidate.js';
import type { TryLimits } from '../../core/terms.js';

export function limitReached(
  limits: TryLimits,
  turns: number,
  elapsedMs: number,
  conversationBytes: number,
): { end: CandidateEnd; note: string } | null {
  if (turns >= limits.turns) return { end: 'turnLimit', note: `${limits.turns} turns were used up` };
  if (elapsedMs >= limits.wallTimeMs) {
    return { end: 'timeLimit', note: `the try took longer than ${Math.round(limits.wallTimeMs / 60_000)} minutes` };
  }
  if (conversationBytes > limits.requestBytes) {
    return {
      end: 'contextLimit',
      note: `the conversation grew to ${conversationBytes} bytes, more than ${limits.requestBytes}`,
    };
  }
  return null;
}
