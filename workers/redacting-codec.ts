// What the Temporal server is told, without secrets: arguments, results, memos, summaries and details of every call
// leave through here. Reading is as it was, so old histories are replayed as they stand.
import type { Payload, PayloadCodec } from '@temporalio/common';
import type { KnownSecrets } from '../activities/secrets/known-secrets.js';

export function redactingCodec(known: KnownSecrets): PayloadCodec {
  return {
    encode: async (payloads) => payloads.map((payload) => redacted(payload, known)),
    decode: async (payloads) => payloads,
  };
}

function redacted(payload: Payload, known: KnownSecrets): Payload {
  if (!payload.data) return payload;
  const text = Buffer.from(payload.data).toString('utf8');
  const clean = known.redactDocument(text);
  return clean === text ? payload : { ...payload, data: Buffer.from(clean) };
}
