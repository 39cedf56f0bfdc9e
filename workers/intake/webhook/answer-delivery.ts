// Answers one delivery of a webhook. Nothing is believed before the signature holds, and then only which issues it is
// about: a delivery that comes twice, late or out of order is a hint like any other.
import type { IncomingMessage } from 'node:http';
import type { ForgeRepository } from '../../../core/repository.js';
import { readWebhook, WEBHOOK_EVENTS } from '../../../schemas/webhook.js';
import type { GiveHint } from './join-hints.js';
import { readBody } from './read-body.js';

export const WEBHOOK_PATH = '/webhook';
/** GitHub sends up to 25 MB, of pushes to very many branches at once: what such a one tells, a poll sees. */
const BODY_BYTES_MAX = 1_048_576;
const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

export interface DeliveryParts {
  /** Compares in constant time; the text is the body as it came. */
  verify(body: string, signature: string): Promise<boolean>;
  /** Null for a repository that is not watched. */
  watched(owner: string, name: string): ForgeRepository | null;
  /** Done once the hint cannot be lost any more. Throws where that cannot be done now. */
  hint: GiveHint;
}

export interface DeliveryAnswer {
  status: 200 | 202 | 400 | 401 | 404 | 405 | 413 | 415 | 503;
  /** For people who look at their deliveries on GitHub. */
  text: string;
}

export async function answerDelivery(parts: DeliveryParts, request: IncomingMessage): Promise<DeliveryAnswer> {
  const refused = refusalOf(request);
  if (refused) return refused;
  const body = await readBody(request, BODY_BYTES_MAX);
  if (!body.ok) {
    const text = body.status === 413 ? `more than ${BODY_BYTES_MAX} bytes` : 'not UTF-8';
    return { status: body.status, text };
  }
  const signature = headerOf(request, 'x-hub-signature-256');
  const isSigned = SIGNATURE.test(signature) && body.text !== '' && (await parts.verify(body.text, signature));
  if (!isSigned) return { status: 401, text: 'the signature is missing or wrong; compare the secrets' };
  const event = headerOf(request, 'x-github-event');
  if (event === 'ping') return { status: 200, text: 'here' };
  if (!WEBHOOK_EVENTS.some((known) => known === event))
    return { status: 202, text: 'ignored: nothing acts on this event' };
  return hintOf(parts, body.text);
}

function refusalOf(request: IncomingMessage): DeliveryAnswer | null {
  if (pathOf(request) !== WEBHOOK_PATH) return { status: 404, text: `webhooks are taken at ${WEBHOOK_PATH}` };
  if (request.method !== 'POST') return { status: 405, text: 'only POST' };
  const [type = ''] = headerOf(request, 'content-type').split(';');
  if (type.trim().toLowerCase() === 'application/json') return null;
  return { status: 415, text: 'set the content type of the webhook to application/json' };
}

async function hintOf(parts: DeliveryParts, body: string): Promise<DeliveryAnswer> {
  const news = readWebhook(body);
  if (!news) return { status: 400, text: 'this is no delivery of GitHub' };
  const repository = parts.watched(news.owner, news.name);
  if (!repository) return { status: 202, text: 'ignored: this repository is not watched' };
  if (news.numbers.length === 0) return { status: 202, text: 'ignored: about no issue and no pull request' };
  try {
    await parts.hint(repository, news.numbers);
    return { status: 202, text: 'taken' };
  } catch {
    return { status: 503, text: 'it cannot be taken just now; deliver it again, or wait for the next poll' };
  }
}

export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
