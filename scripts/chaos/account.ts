// The simulated provider's own account: each request as it came in, and what it was billed at the provider's prices. It
// is exact, and nothing of the product has a part in it.
import type { TokenCounts } from '../demo/chat-protocol.js';
import type { Fault } from './faults.js';

/** Micro-dollars for a million tokens. */
export interface Rates {
  input: number;
  cached: number;
  output: number;
}

export const MODELS: Readonly<Record<string, Rates>> = {
  'chaos-small': { input: 1_000_000, cached: 100_000, output: 5_000_000 },
  'chaos-large': { input: 3_000_000, cached: 300_000, output: 15_000_000 },
};

const TOKENS_PER_MTOK = 1_000_000;

export interface AccountLine extends TokenCounts {
  atMs: number;
  /** Header `x-nightshift-run`. */
  run: string;
  /** Header `x-nightshift-attempt`. */
  attempt: string;
  purpose: string;
  turn: number;
  model: string;
  /** The same for requests that ask word for word the same. */
  requestSha256: string;
  fault: Fault;
  /** Null when the connection broke before there was one. */
  status: number | null;
  billed: boolean;
}

export function billMicroUsd({ model, inputTokens, cachedInputTokens, outputTokens }: AccountLine): number {
  const rates = MODELS[model];
  if (!rates) throw new RangeError(`no model ${model}`);
  const plain = inputTokens - cachedInputTokens;
  return (plain * rates.input + cachedInputTokens * rates.cached + outputTokens * rates.output) / TOKENS_PER_MTOK;
}

export function billedMicroUsd(lines: readonly AccountLine[]): number {
  return lines.reduce((sum, line) => sum + (line.billed ? billMicroUsd(line) : 0), 0);
}
