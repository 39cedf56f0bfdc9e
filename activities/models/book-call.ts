// What a call is booked at. A provider's own figures stand, unless they are missing or below what the texts that went
// over the wire can have been: then the worst case is booked, since what was really billed is not known.
import type { Generator } from '../../core/generator.js';
import { chargeMicroUsd, REQUEST_OVERHEAD_TOKENS, type Usage, worstCaseMicroUsd } from '../../core/price.js';
import type { Answer } from './answer.js';
import type { PreparedRequest } from './model-request.js';

/** Hardly any text has more characters to a token, so a count below characters / 8 is not believed. */
const CHARS_PER_TOKEN_MAX = 8;

export interface Booking {
  usage: Usage;
  chargedMicroUsd: number;
}

/** The most that one try at this request can cost. */
export function worstCaseOf(generator: Generator, request: PreparedRequest): number {
  return worstCaseMicroUsd(generator.price, request.bytes, generator.settings.maxOutputTokens);
}

export function bookCall(generator: Generator, request: PreparedRequest, answer: Answer): Booking {
  const { price, settings } = generator;
  if (answer.usage && isBelievable(answer.usage, request, answer)) {
    return { usage: answer.usage, chargedMicroUsd: chargeMicroUsd(price, answer.usage) };
  }
  // Tokens stand beside the dollars that they explain.
  const usage: Usage = {
    inputTokens: request.bytes + REQUEST_OVERHEAD_TOKENS,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: settings.maxOutputTokens,
  };
  const reported = answer.usage ? chargeMicroUsd(price, answer.usage) : 0;
  return { usage, chargedMicroUsd: Math.max(worstCaseOf(generator, request), reported) };
}

function isBelievable(usage: Usage, request: PreparedRequest, answer: Answer): boolean {
  const inputMin = Math.floor(request.chars / CHARS_PER_TOKEN_MAX);
  const outputMin = Math.floor(answerChars(answer) / CHARS_PER_TOKEN_MAX);
  return usage.inputTokens >= inputMin && usage.outputTokens >= outputMin;
}

/** Reasoning is left out: what a provider shows of it may be another text than what it billed. */
function answerChars(answer: Answer): number {
  let chars = 0;
  for (const part of answer.parts) {
    if (part.type === 'text') chars += part.text.length;
    if (part.type === 'tool-call') chars += part.input.length;
  }
  return chars;
}
