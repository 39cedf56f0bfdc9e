import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Check } from '../../../cli/doctor/check.js';
import type { ModelReport } from '../../../cli/doctor/model-report.js';
import { MODEL, type ModelEndpoint, send, startEndpoint, startVendor } from '../../activities/models/model-endpoint.js';
import { KEY } from '../../activities/models/model-room.js';
import { callCli } from '../call-cli.js';

const WRONG_KEY = 'sk-wrong-0123456789abcdef';
let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'nightshift-doctor-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Looked {
  exitCode: number;
  text: string;
  document: { ok: boolean; checks: Check[]; models?: ModelReport[] };
}

/** Doctor with this configuration, whose providers are `good` and `bad` at that endpoint, the one with a wrong key. */
async function doctor(vendor: ModelEndpoint, config: string, ...args: string[]): Promise<Looked> {
  const file = join(dir, 'operator.yml');
  const provider = (key: string) => `{ kind: openai-compatible, baseUrl: "${vendor.url}", apiKeyEnv: ${key} }`;
  writeFileSync(
    file,
    `providers: { good: ${provider('GOOD_KEY')}, bad: ${provider('BAD_KEY')}, poor: ${provider('NO_KEY')} }
prices:
  good/${MODEL}: { input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 5, tiers: [{ above: 200000, input: 2, output: 8 }] }
  good/model-2: { input: 1, output: 5 }
  bad/${MODEL}: { input: 3, output: 4 }
  poor/${MODEL}: { input: 3, output: 4 }
${config}`,
  );
  const env = { NIGHTSHIFT_HOME: join(dir, 'home'), HOME: dir, GOOD_KEY: KEY, BAD_KEY: WRONG_KEY };
  const call = (...more: string[]) => callCli(['doctor', '--config', file, ...more], { cwd: dir, env });
  const { exitCode, stdout, stderr } = await call('--json', ...args);
  expect(stdout + stderr).not.toMatch(/sk-(?:planted|wrong)/);
  return { exitCode, text: stderr, document: JSON.parse(stdout) };
}

function reportOf({ document }: Looked, name: string): ModelReport {
  const found = document.models?.find((one) => one.name === name);
  if (!found) throw new Error(`${name} is not among ${document.models?.map((one) => one.name).join()}`);
  return found;
}

const wrongIn = ({ document }: Looked) => document.checks.filter(({ name, ok }) => name === 'model' && !ok);

describe('doctor --models', () => {
  test('tells of the portfolio, of the known models and of those of the configuration', async () => {
    const vendor = await startVendor('openai-compatible');
    const looked = await doctor(
      vendor,
      `generators: { careful: { model: good/${MODEL}, temperature: 0.2 }, quick: { model: good/${MODEL} } }
portfolio: [careful, quick]`,
      '--models',
    );
    expect(wrongIn(looked)).toEqual([]);
    expect(reportOf(looked, 'careful')).toMatchObject({
      use: 'portfolio',
      provider: 'good',
      model: MODEL,
      price: { inputMicroUsdPerMTok: 1_000_000, tiers: [{ aboveInputTokens: 200_000 }] },
      settings: { temperature: 0.2 },
      keyVariables: ['GOOD_KEY'],
      keyPresent: true,
      reach: { kind: 'ok' },
      trial: null,
    });
    expect(reportOf(looked, 'anthropic/claude-haiku-4-5')).toMatchObject({
      use: 'default',
      price: { outputMicroUsdPerMTok: 5_000_000 },
      keyVariables: ['ANTHROPIC_API_KEY'],
      keyPresent: false,
      reach: null,
    });
    expect(reportOf(looked, `bad/${MODEL}`)).toMatchObject({
      use: 'config',
      keyPresent: true,
      reach: { kind: 'wrongKey' },
    });
    expect(reportOf(looked, `poor/${MODEL}`)).toMatchObject({ use: 'config', keyPresent: false, reach: null });
    expect(reportOf(looked, 'good/model-2').reach).toMatchObject({ kind: 'noModel' });
    expect(vendor.asked.every((line) => line.startsWith('GET '))).toBe(true);
    const forModel = vendor.asked.filter((line) => line.endsWith(`/models/${MODEL}`));
    expect(forModel).toHaveLength(['good', 'bad'].length);
  });

  test.each([
    [`bad/${MODEL}`, `bad/${MODEL}: key refused (status 401)`, 'Check BAD_KEY.'],
    ['good/model-2', 'good/model-2: no such model; did you mean model-1?', "Correct it, or the operator's portfolio."],
    [`poor/${MODEL}`, `poor/${MODEL}: no key; set NO_KEY`, "Correct it, or the operator's portfolio."],
    [
      'good/model-3',
      'good/model-3: its price is not known, so no budget can hold',
      expect.stringContaining('good/model-3: { input: 1.25, output: 10 }'),
    ],
  ])('ends with 1 when %s is in the portfolio', async (name, found, advice) => {
    const looked = await doctor(
      await startVendor('openai-compatible'),
      `portfolio: [good/${MODEL}, ${name}]`,
      '--models',
    );
    expect(wrongIn(looked)).toEqual([expect.objectContaining({ found, advice })]);
    expect([looked.exitCode, looked.document.ok]).toEqual([1, false]);
  });

  test('shows no key, whatever a provider calls its models', async () => {
    const vendor = await startEndpoint('openai-compatible', ({ url }, response) =>
      url === '/v1/models' ? send(response, 200, { data: [{ id: `${MODEL}-${KEY}` }] }) : send(response, 404, {}),
    );
    const looked = await doctor(vendor, `portfolio: [good/${MODEL}]`, '--models');
    expect(reportOf(looked, `good/${MODEL}`).reach?.found).toBe('no such model; did you mean model-1-[key removed]?');
  });

  test('draws a table for people', async () => {
    const vendor = await startVendor('openai-compatible');
    await doctor(vendor, `generators: { careful: { model: good/${MODEL}, prompts: terse } }\nportfolio: [careful]`);
    const file = join(dir, 'operator.yml');
    const env = { NIGHTSHIFT_HOME: join(dir, 'home'), HOME: dir, GOOD_KEY: KEY, BAD_KEY: WRONG_KEY };
    const { stdout } = await callCli(['doctor', '--config', file, '--models'], { cwd: dir, env });
    const lines = stdout.split('\n').map((line) => line.replace(/ {2,}/g, '  '));
    const head = lines.findIndex((line) => line.startsWith('generator  '));
    expect(lines.slice(head, head + 4)).toEqual([
      'generator  for  provider  key  input  cached  write  output  reachable',
      'careful  portfolio  good  GOOD_KEY  $1  $0.1  $1.25  $5  ok',
      '  above 200000 tokens in  $2  $2  $2  $8',
      '  model-1, terse prompts, at most 8192 tokens out',
    ]);
    expect(lines).toContain('poor/model-1  config  poor  no NO_KEY  $3  $3  $3  $4  not asked');
    expect(stdout).not.toMatch(/sk-(?:planted|wrong)/);
  });

  test('asks nobody anything where it is not wanted', async () => {
    const vendor = await startVendor('openai-compatible');
    const looked = await doctor(vendor, `portfolio: [good/${MODEL}]`);
    expect(looked.document.models).toBeUndefined();
    expect(vendor.asked).toEqual([]);
  });
});

describe('doctor --trial', () => {
  test('asks each model that has a key and is there for a token, once it has said what that costs at most', async () => {
    const vendor = await startVendor('openai-compatible');
    const looked = await doctor(vendor, `portfolio: [good/${MODEL}]`, '--trial');
    expect(looked.text).toMatch(/^Trial: 1 of 11 models are asked for a token each; together at most \$0\.00\d+\.$/m);
    expect(vendor.asked.filter((line) => line.startsWith('POST '))).toEqual(['POST /v1/chat/completions']);
    expect(reportOf(looked, `good/${MODEL}`).trial).toMatchObject({ ok: true, chargedMicroUsd: 15 });
    expect(reportOf(looked, `bad/${MODEL}`).trial).toBeNull();
    expect(wrongIn(looked)).toEqual([]);
  });

  test('ends with 1 when a model of the portfolio does not answer, though it is there', async () => {
    const vendor = await startEndpoint('openai-compatible', (request, response) =>
      request.method === 'GET'
        ? send(response, 200, { data: [{ id: MODEL }] })
        : send(response, 403, { error: { message: `no credit for ${KEY}` } }),
    );
    const looked = await doctor(vendor, `portfolio: [good/${MODEL}]`, '--trial');
    const found = `good/${MODEL}: no credit for [key removed] (status 403; check the key in GOOD_KEY)`;
    expect(wrongIn(looked)).toEqual([expect.objectContaining({ found })]);
    expect(looked.exitCode).toBe(1);
  });
});
