// What the Temporal server is told, on a real one: payloads of every kind, and failures, whose texts are no payloads.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, defaultPayloadConverter } from '@temporalio/common';
import fc from 'fast-check';
import { createKnownSecrets } from '../../activities/secrets/known-secrets.js';
import type { CallModelResult } from '../../core/model-activities.js';
import { redactingCodec } from '../../workers/redacting-codec.js';
import { redactingInterceptor } from '../../workers/redacting-interceptor.js';
import { done, type Script } from '../doubles/scripted-activities.js';
import { withScriptedRun } from '../doubles/scripted-run.js';
import { historyTexts } from '../end-to-end/sweep.js';
import { quiet } from '../setup/quiet.js';
import { testServer } from '../setup/temporal.js';

const KEY = 'given"to-the-process-42';
const secrets = createKnownSecrets([KEY]);
const codec = redactingCodec(secrets);

beforeAll(quiet);

describe('payloads', () => {
  test('are what they were without the key, and are read as they stand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const payload = defaultPayloadConverter.toPayload({ value, text: `\n${KEY}\n` });
        const [written = payload] = await codec.encode([payload]);
        // As JSON has it, which knows no -0.
        const plain: unknown = JSON.parse(JSON.stringify(secrets.redactIn(value)));
        expect(defaultPayloadConverter.fromPayload(written)).toEqual({ value: plain, text: '\n[secret removed]\n' });
        expect(await codec.decode([written])).toEqual([written]);
        expect(await codec.encode([written])).toEqual([written]);
      }),
    );
  });

  test('without a key are the very bytes', async () => {
    const payload = defaultPayloadConverter.toPayload({ text: 'ünharmed\u0000', list: [1, null] });
    expect((await codec.encode([payload]))[0]).toBe(payload);
    expect(await codec.encode([{ metadata: {}, data: null }])).toEqual([{ metadata: {}, data: null }]);
  });
});

describe('what activities throw', () => {
  async function thrown(error: unknown): Promise<unknown> {
    const { inbound } = redactingInterceptor(secrets)({} as never);
    const next = () => Promise.reject(error);
    return inbound?.execute?.({ args: [], headers: {} }, next).catch((caught: unknown) => caught);
  }

  test('is the same error with clean texts, down to its causes', async () => {
    const cause = new TypeError(`fetch of ${KEY}`);
    const error = ApplicationFailure.create({ message: `no: ${KEY}`, type: 'ModelBusy', nonRetryable: true, cause });
    expect(await thrown(error)).toBe(error);
    expect(error).toMatchObject({ message: 'no: [secret removed]', type: 'ModelBusy', nonRetryable: true });
    expect([cause.message, `${error.stack} ${cause.stack}`.includes(KEY)]).toEqual([
      'fetch of [secret removed]',
      false,
    ]);
  });

  test.each([
    ['text', `just ${KEY}`],
    ['a reason of a cancellation', new CancelledFailure(`left with ${KEY}`)],
    ['an error whose message cannot be set', new DOMException(`gone with ${KEY}`, 'AbortError')],
    ['an error that nobody may change', Object.freeze(new Error(`fixed ${KEY}`))],
  ])('is clean also where it is %s', async (_what, error) => {
    const caught = await thrown(error);
    const texts = caught instanceof Error ? [caught.message, caught.stack] : [String(caught)];
    expect(texts.join(' ')).toContain('[secret removed]');
    expect(texts.join(' ')).not.toContain(KEY);
  });
});

test('a run whose activities meet a key leaves none in the histories of a real server', async () => {
  const workflowId = `deliver/test/${randomUUID()}`;
  let refused = false;
  const script: Script = {
    callModel: async () => ({ ...done(), said: `I say ${KEY}` }) as CallModelResult,
    judge: async () => {
      if (refused) throw ApplicationFailure.nonRetryable(`cannot open with ${KEY}`, 'Unexpected', { detail: KEY });
      refused = true;
      throw new Error(`not yet, ${KEY}`);
    },
  };
  await withScriptedRun({ server: testServer(), workflowId, script, secrets }, async ({ handle }) => {
    await expect(handle.result()).rejects.toThrow();
    const connection = await Connection.connect({ address: testServer().address });
    const texts = await historyTexts(new Client({ connection }), workflowId);
    await connection.close();
    const all = texts.map(([, text]) => text).join('\n');
    expect(all).toContain('cannot open with [secret removed]');
    expect(all).toContain('I say [secret removed]');
    expect(all).toContain('not yet, [secret removed]');
    expect(all).not.toMatch(/given\\*"to-the-process/);
  });
});
