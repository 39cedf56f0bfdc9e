// What a call is booked at. A provider's own figures stand where they are believed; else the worst case is booked, or
// the figures where they are even larger.
import type { Generator } from '../../core/generator.js';
import {
  chargeMicroUsd,
  REQUEST_OVERHEAD_TOKENS,
  type Usage,
  worstCaseMicroUsd,
  worstCaseTokens,
} from '../../core/price.js';
import type { Answer } from './answer.js';
import type { PreparedRequest } from './model-request.js';

export interface Booking {
  usage: Usage;
  chargedMicroUsd: number;
  /** Why the provider's figures were not believed; null when they were, or when a broken answer could bring none. */
  doubt: string | null;
}

/** The most that one try at this request can cost. */
export function worstCaseOf(generator: Generator, request: PreparedRequest): number {
  return worstCaseMicroUsd(generator.price, request.bytes, generator.settings.maxOutputTokens);
}

/** The most tokens, of request and answer together, that one try at this request can come to. */
export function worstTokensOf({ settings }: Generator, request: PreparedRequest): number {
  return worstCaseTokens(request.bytes, settings.maxOutputTokens);
}

/** `doubt`: why the figures of the answer are not believed. */
export function bookCall(
  generator: Generator,
  request: PreparedRequest,
  answer: Pick<Answer, 'usage'>,
  doubt: string | null,
): Booking {
  const { price, settings } = generator;
  if (answer.usage && doubt === null) {
    return { usage: answer.usage, chargedMicroUsd: chargeMicroUsd(price, answer.usage), doubt };
  }
  // Tokens stand beside the dollars that they explain.
  const usage: Usage = {
    inputTokens: request.bytes + REQUEST_OVERHEAD_TOKENS,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: settings.maxOutputTokens,
  };
  const worst = worstCaseOf(generator, request);
  const reported = answer.usage ? chargeMicroUsd(price, answer.usage) : 0;
  if (answer.usage && reported > worst) return { usage: answer.usage, chargedMicroUsd: reported, doubt };
  return { usage, chargedMicroUsd: worst, doubt };
}
