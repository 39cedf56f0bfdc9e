// Books an answer with all that this run knows of its provider: once figures were doubted, the provider is not
// believed for the rest of the run.
import type { Generator } from '../../core/generator.js';
import type { Journal } from '../ledger/ledger.js';
import type { Answer } from './answer.js';
import { type Booking, bookCall } from './book-call.js';
import { doubtUsage, type EarlierCall } from './doubt-usage.js';
import { type ModelRequest, type PreparedRequest, prepareRequest } from './model-request.js';
import type { Provider } from './providers.js';

export interface Answered {
  generator: Generator;
  /** Null when this process does not know it. */
  provider: Provider | null;
  asked: ModelRequest;
  request: PreparedRequest;
  answer: Answer;
  /** Null: nothing is known of the run, and the call is weighed alone. */
  runKey: string | null;
}

export async function weighUsage(journal: Journal, answered: Answered): Promise<Booking> {
  const { generator, provider, request, answer, runKey } = answered;
  // Of a broken answer nobody expects figures: that is not held against its provider.
  if (answer.unreadable !== null && answer.usage === null) return bookCall(generator, request, answer, null);
  const earlier = runKey === null ? null : await earlierCall(journal, runKey, answered);
  const before = runKey === null ? null : await journal.doubt(runKey, generator.provider);
  const doubt = doubtUsage({ generator, kind: provider?.kind ?? null, request, answer, earlier });
  return bookCall(generator, request, answer, doubt ?? before);
}

/** The call whose answer this request goes on from: what was asked up to the model's last message. */
async function earlierCall(journal: Journal, runKey: string, answered: Answered): Promise<EarlierCall | null> {
  const { generator, asked } = answered;
  const lastAnswer = asked.messages.findLastIndex((message) => message.role === 'assistant');
  if (lastAnswer <= 0) return null;
  const request = prepareRequest(generator, { ...asked, messages: asked.messages.slice(0, lastAnswer) });
  const usage = await journal.believedUsage(runKey, request.hash);
  return usage && { request, usage };
}
