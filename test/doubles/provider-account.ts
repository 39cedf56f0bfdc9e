// What a provider would bill for a request that it was sent, by its own count and whatever it reports: the tokens of
// the request, and those that it made, also where nobody was left to read them. A token has four characters here.

import { isObject } from '../../activities/models/is-object.js';
import type { Usage } from '../../core/price.js';
import type { Reply } from './model-server.js';

const CHARS_PER_TOKEN = 4;
const STATUS_OK_MAX = 299;

/** Null when it bills nothing. */
export function usageBilled(request: string, reply: Reply): Usage | null {
  const answered = (reply.status ?? 200) <= STATUS_OK_MAX && reply.fault !== 'resetBefore';
  if (!(reply.billed ?? answered)) return null;
  return {
    inputTokens: Math.ceil(request.length / CHARS_PER_TOKEN),
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: reply.made ?? madeBy(reply) ?? mostTokens(request),
  };
}

/** Null where nobody saw the end of the answer, so that it may have gone on to its limit. */
function madeBy({ body, fault, pieces }: Reply): number | null {
  if (fault || pieces || !isObject(body) || !Array.isArray(body['choices'])) return null;
  return Math.ceil(JSON.stringify(body['choices'].map((choice) => choice.message?.content)).length / CHARS_PER_TOKEN);
}

function mostTokens(request: string): number {
  const found = /"max_(?:completion_|output_)?tokens":(\d+)/.exec(request) ?? /"maxOutputTokens":(\d+)/.exec(request);
  return Number(found?.[1] ?? 0);
}
