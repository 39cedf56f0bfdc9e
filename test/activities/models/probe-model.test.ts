import { describe, expect, test } from '@jest/globals';
import { probeModel } from '../../../activities/models/probe-model.js';
import type { ProviderKind } from '../../../core/operator-config.js';
import { closedUrl, MODEL, send, startEndpoint, startVendor } from './model-endpoint.js';
import { KEY } from './model-room.js';

const KINDS: ProviderKind[] = ['anthropic', 'openai', 'google', 'openai-compatible'];
const TIMEOUT_MS = 10_000;
const SHORT_MS = 200;

describe.each(KINDS)('a provider of kind %s', (kind) => {
  test('is asked for its models, with its key, and no model is asked', async () => {
    const vendor = await startVendor(kind);
    expect(await probeModel(vendor.endpoint(), MODEL, TIMEOUT_MS)).toEqual({ kind: 'ok', found: 'ok' });
    expect(vendor.asked.every((line) => line.startsWith('GET /v1/models'))).toBe(true);
  });

  test('has a wrong key found out', async () => {
    const vendor = await startVendor(kind);
    expect(await probeModel(vendor.endpoint('sk-other'), MODEL, TIMEOUT_MS)).toMatchObject({ kind: 'wrongKey' });
  });

  test('has a missing model told from a missing list, with the name that was meant', async () => {
    const vendor = await startVendor(kind);
    const found = 'no such model; did you mean model-1?';
    expect(await probeModel(vendor.endpoint(), 'model-2', TIMEOUT_MS)).toEqual({ kind: 'noModel', found });
    const listless = await startEndpoint(kind, (_, response) => send(response, 404, 'not found'));
    expect(await probeModel(listless.endpoint(), MODEL, TIMEOUT_MS)).toEqual({
      kind: 'unclear',
      found: 'answers, but lists no models (status 404)',
    });
  });

  test('that says nothing is given up after its time', async () => {
    const vendor = await startEndpoint(kind, () => undefined);
    expect(await probeModel(vendor.endpoint(), MODEL, SHORT_MS)).toEqual({
      kind: 'timeout',
      found: 'no answer within 0.2 s',
    });
  });

  test('that begins an answer and never ends it is given up as well', async () => {
    const vendor = await startEndpoint(kind, (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"data": [');
    });
    expect(await probeModel(vendor.endpoint(), MODEL, SHORT_MS)).toMatchObject({ kind: 'timeout' });
  });

  test('that sends requests elsewhere is not followed, and the key stays here', async () => {
    const other = await startVendor(kind);
    const vendor = await startEndpoint(kind, (request, response) => {
      response.writeHead(307, { location: `${other.url}${request.url?.slice(3)}?token=${KEY}` }).end();
    });
    expect(await probeModel(vendor.endpoint(), MODEL, TIMEOUT_MS)).toEqual({
      kind: 'moved',
      found: `sends requests on to ${new URL(other.url).origin} (status 307); use its address`,
    });
    expect(other.asked).toEqual([]);
  });

  test('where nobody listens is not there', async () => {
    const endpoint = { name: 'double', kind, baseUrl: await closedUrl(), apiKey: KEY, headers: {} };
    expect(await probeModel(endpoint, MODEL, TIMEOUT_MS)).toEqual({
      kind: 'unreachable',
      found: 'no network, or a wrong address: ECONNREFUSED',
    });
  });

  test.each([429, 500, 503])('that answers with status %d settles nothing', async (status) => {
    const vendor = await startEndpoint(kind, (_, response) => send(response, status, { error: {} }));
    expect(await probeModel(vendor.endpoint(), MODEL, TIMEOUT_MS)).toEqual({
      kind: 'unclear',
      found: `answers (status ${status})`,
    });
  });

  test('that answers with a page instead of models settles nothing', async () => {
    const vendor = await startEndpoint(kind, (_, response) => send(response, 200, '<html>Log in</html>'));
    expect(await probeModel(vendor.endpoint(), MODEL, TIMEOUT_MS)).toMatchObject({ kind: 'unclear' });
  });
});

test('an endpoint without a key is asked without one', async () => {
  const local = await startEndpoint('openai-compatible', (_, response) =>
    send(response, 200, { data: [{ id: MODEL }] }),
  );
  expect(await probeModel(local.endpoint(null), MODEL, TIMEOUT_MS)).toMatchObject({ kind: 'ok' });
  expect(local.lastHeaders().authorization).toBeUndefined();
});

test('a name that the vendor resolves is there, though no list holds it', async () => {
  const vendor = await startVendor('anthropic');
  expect(await probeModel(vendor.endpoint(), 'model-latest', TIMEOUT_MS)).toMatchObject({ kind: 'ok' });
});

test('a model with a slash in its name is found in the list', async () => {
  const vendor = await startEndpoint('openai-compatible', (request, response) => {
    if (request.url === '/v1/models') return send(response, 200, { data: [{ id: 'meta/llama' }] });
    return send(response, 404, {});
  });
  expect(await probeModel(vendor.endpoint(), 'meta/llama', TIMEOUT_MS)).toMatchObject({ kind: 'ok' });
});
