import { describe, expect, test } from '@jest/globals';
import { createProviders, type Providers } from '../../../activities/models/providers.js';
import { trialWorstMicroUsd, tryModel } from '../../../activities/models/try-model.js';
import type { Generator } from '../../../core/generator.js';
import type { ProviderKind } from '../../../core/operator-config.js';
import { closedUrl, MODEL, send, startEndpoint, startVendor } from './model-endpoint.js';
import { GENERATOR, KEY } from './model-room.js';

const KINDS: ProviderKind[] = ['anthropic', 'openai', 'google', 'openai-compatible'];
const TIMEOUT_MS = 10_000;
const ASKED: Generator = { ...GENERATOR, model: MODEL };

function providersAt(kind: ProviderKind, baseUrl: string, key = KEY): Providers {
  const settings = { kind, baseUrl, apiKeyEnv: 'DOUBLE_KEY', family: null, scripted: false };
  return createProviders({ double: settings }, { DOUBLE_KEY: key });
}

describe.each(KINDS)('a trial at a provider of kind %s', (kind) => {
  test('is one call for the smallest answer that is taken, and says what it took and cost', async () => {
    const vendor = await startVendor(kind);
    const providers = providersAt(kind, vendor.url);
    const trial = await tryModel(providers, ASKED, TIMEOUT_MS);
    expect(trial).toMatchObject({
      ok: true,
      usage: { inputTokens: 10, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 1 },
      chargedMicroUsd: 15,
      found: expect.stringMatching(/^ok in \d+ ms, 10 tokens in, 1 out, <\$0\.0001$/),
    });
    expect(trial.latencyMs).toBeLessThan(TIMEOUT_MS);
    expect(vendor.asked).toEqual([expect.stringMatching(/^POST /)]);
    expect(trial.chargedMicroUsd).toBeLessThanOrEqual(trialWorstMicroUsd(providers, ASKED));
  });

  test('says what is wrong with key or model, at no cost and without the key', async () => {
    const vendor = await startVendor(kind);
    const wrong = await tryModel(providersAt(kind, vendor.url, 'sk-wrong-0123456789'), ASKED, TIMEOUT_MS);
    expect(wrong).toMatchObject({ ok: false, usage: null, chargedMicroUsd: 0 });
    expect(wrong.found).toMatch(/key/i);
    expect(wrong.found).not.toContain('sk-wrong-0123456789');
    const missing = await tryModel(providersAt(kind, vendor.url), { ...ASKED, model: 'model-2' }, TIMEOUT_MS);
    expect(missing).toMatchObject({ ok: false, chargedMicroUsd: 0, found: expect.stringContaining('status 404') });
  });

  test('that is not answered in time ends, and counts as billed', async () => {
    const vendor = await startEndpoint(kind, () => undefined);
    const providers = providersAt(kind, vendor.url);
    expect(await tryModel(providers, ASKED, 200)).toMatchObject({
      ok: false,
      found: 'double/model-1: no answer within 0.2 s',
      chargedMicroUsd: trialWorstMicroUsd(providers, ASKED),
    });
  });
});

test('a trial where nobody listens costs nothing', async () => {
  const providers = providersAt('openai', await closedUrl());
  expect(await tryModel(providers, ASKED, TIMEOUT_MS)).toMatchObject({ ok: false, chargedMicroUsd: 0 });
});

test('a trial without a report of tokens counts as the most that it can cost', async () => {
  const vendor = await startEndpoint('openai-compatible', (_, response) =>
    send(response, 200, {
      id: 'a',
      choices: [{ index: 0, message: { role: 'assistant', content: 'OK' }, finish_reason: 'length' }],
    }),
  );
  const providers = providersAt('openai-compatible', vendor.url);
  const trial = await tryModel(providers, ASKED, TIMEOUT_MS);
  expect(trial).toMatchObject({ ok: true, usage: null, chargedMicroUsd: trialWorstMicroUsd(providers, ASKED) });
  expect(trial.found).toContain('no tokens reported');
});

test('a trial keeps the temperature and leaves out the effort, which wants a longer answer', async () => {
  let body = '';
  const vendor = await startEndpoint('openai-compatible', (_, response, sent) => {
    body = sent;
    send(response, 500, {});
  });
  const settings = { maxOutputTokens: 9_000, temperature: 0.3, reasoningEffort: 'high' } as const;
  await tryModel(providersAt('openai-compatible', vendor.url), { ...ASKED, settings }, TIMEOUT_MS);
  expect(JSON.parse(body)).toMatchObject({ max_tokens: 1, temperature: 0.3 });
  expect(JSON.parse(body)).not.toHaveProperty('reasoning_effort');
});
