import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Check } from '../../../cli/doctor/check.js';
import { checkModels } from '../../../cli/doctor/check-models.js';
import {
  type ModelReport,
  REPORT_OPTIONS,
  reportChecks,
  reportModels,
  triable,
  tryModels,
} from '../../../cli/doctor/model-report.js';
import { readOperatorConfig } from '../../../schemas/operator-config.js';
import { MODEL, type ModelEndpoint, send, startEndpoint, startVendor } from '../../activities/models/model-endpoint.js';
import { KEY } from '../../activities/models/model-room.js';
import { callCli } from '../call-cli.js';

const WRONG_KEY = 'sk-wrong-0123456789abcdef';
const ANY_KEY = /sk-(?:planted|wrong)/;
const KEYS = { GOOD_KEY: KEY, BAD_KEY: WRONG_KEY };

/** A configuration with three providers at that endpoint: one with its key, one with a wrong key, one without. */
function configAt(vendor: ModelEndpoint, more: string): string {
  const provider = (key: string) => `{ kind: openai-compatible, baseUrl: "${vendor.url}", apiKeyEnv: ${key} }`;
  return `providers: { good: ${provider('GOOD_KEY')}, bad: ${provider('BAD_KEY')}, poor: ${provider('NO_KEY')} }
prices:
  good/${MODEL}: { input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 5, tiers: [{ above: 200000, input: 2, output: 8 }] }
  good/model-2: { input: 1, output: 5 }
  bad/${MODEL}: { input: 3, output: 4 }
  poor/${MODEL}: { input: 3, output: 4 }
${more}`;
}

interface Looked {
  reports: ModelReport[];
  /** What makes the command end with 1. */
  bad: Check[];
}

async function look(vendor: ModelEndpoint, more: string, options: { trial?: true } = {}): Promise<Looked> {
  const config = readOperatorConfig(configAt(vendor, more), 'operator.yml');
  if (!config.ok) throw new Error(config.problems.join());
  const { checks, listed, sources } = checkModels(config.value, KEYS, 'operator.yml');
  const found = await reportModels(listed, sources, REPORT_OPTIONS);
  const reports = options.trial
    ? await tryModels(found, triable(listed, found), sources.providers, REPORT_OPTIONS)
    : found;
  const bad = [...checks, ...reportChecks(reports)].filter(({ ok }) => !ok);
  expect(JSON.stringify({ checks, reports, bad })).not.toMatch(ANY_KEY);
  return { reports, bad };
}

function reportOf({ reports }: Pick<Looked, 'reports'>, name: string): ModelReport {
  const found = reports.find((one) => one.name === name);
  if (!found) throw new Error(`${name} is not among ${reports.map((one) => one.name).join()}`);
  return found;
}

describe('what doctor says of models', () => {
  test('covers the portfolio, the known models and those of the configuration, each asked for once', async () => {
    const vendor = await startVendor('openai-compatible');
    const looked = await look(
      vendor,
      `generators: { careful: { model: good/${MODEL}, temperature: 0.2 }, quick: { model: good/${MODEL} } }
portfolio: [careful, quick]`,
    );
    expect(looked.bad).toEqual([]);
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
      'Correct it, or add under "prices" in operator.yml:\n' +
        'good/model-3: { input: 1.25, output: 10 } # not its price: put the real one here',
    ],
  ])('is a problem when %s is in the portfolio', async (name, found, advice) => {
    const looked = await look(await startVendor('openai-compatible'), `portfolio: [good/${MODEL}, ${name}]`);
    expect(looked.bad).toEqual([{ name: 'model', ok: false, found, advice }]);
  });

  test('shows no key, whatever a provider calls its models', async () => {
    const vendor = await startEndpoint('openai-compatible', ({ url }, response) =>
      url === '/v1/models' ? send(response, 200, { data: [{ id: `${MODEL}-${KEY}` }] }) : send(response, 404, {}),
    );
    const looked = await look(vendor, `portfolio: [good/${MODEL}]`);
    expect(reportOf(looked, `good/${MODEL}`).reach?.found).toBe('no such model; did you mean model-1-[key removed]?');
  });

  test('is a problem when a trial fails, though the model is there', async () => {
    const vendor = await startEndpoint('openai-compatible', (request, response) =>
      request.method === 'GET'
        ? send(response, 200, { data: [{ id: MODEL }] })
        : send(response, 403, { error: { message: `no credit for ${KEY}` } }),
    );
    const looked = await look(vendor, `portfolio: [good/${MODEL}]`, { trial: true });
    const found = `good/${MODEL}: no credit for [key removed] (status 403; check the key in GOOD_KEY)`;
    expect(looked.bad).toEqual([expect.objectContaining({ found })]);
  });
});

describe('the command', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'nightshift-doctor-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  async function doctor(vendor: ModelEndpoint, more: string, ...args: string[]) {
    writeFileSync(join(dir, 'operator.yml'), configAt(vendor, more));
    const env = { NIGHTSHIFT_HOME: join(dir, 'home'), HOME: dir, ...KEYS };
    const called = await callCli(['doctor', '--config', 'operator.yml', ...args], { cwd: dir, env });
    expect(called.stdout + called.stderr).not.toMatch(ANY_KEY);
    return called;
  }

  test('asks nobody anything where models are not wanted', async () => {
    const vendor = await startVendor('openai-compatible');
    const { stdout } = await doctor(vendor, `portfolio: [good/${MODEL}]`, '--json');
    expect(JSON.parse(stdout)).not.toHaveProperty('models');
    expect(vendor.asked).toEqual([]);
  });

  test('draws a table for people, and ends with 1 where something in the portfolio cannot be used', async () => {
    const vendor = await startVendor('openai-compatible');
    const more = `generators: { careful: { model: good/${MODEL}, prompts: terse } }\nportfolio: [careful, bad/${MODEL}]`;
    const { stdout, exitCode } = await doctor(vendor, more, '--models');
    expect(exitCode).toBe(1);
    const lines = stdout.split('\n').map((line) => line.replace(/(?<=\S) {2,}/g, '  '));
    expect(lines).toContain('no  model  bad/model-1: key refused (status 401)');
    const head = lines.findIndex((line) => line.startsWith('generator  '));
    expect(lines.slice(head, head + 5)).toEqual([
      'generator  for  provider  key  input  cached  write  output  reachable',
      'careful  portfolio  good  GOOD_KEY  $1  $0.1  $1.25  $5  ok',
      '  above 200000 tokens in  $2  $2  $2  $8',
      '  model-1, terse prompts, at most 8192 tokens out',
      'bad/model-1  portfolio  bad  BAD_KEY  $3  $3  $3  $4  key refused (status 401)',
    ]);
    expect(lines).toContain('poor/model-1  config  poor  no NO_KEY  $3  $3  $3  $4  not asked');
  });

  test('tries each model that has a key and is there, once it has said what that costs at most', async () => {
    const vendor = await startVendor('openai-compatible');
    const { stdout, stderr } = await doctor(vendor, `portfolio: [good/${MODEL}]`, '--trial', '--json');
    expect(stderr).toMatch(/^Trial: 1 of \d+ models are asked for a token each; together at most \$0\.00\d+\.$/m);
    expect(vendor.asked.filter((line) => line.startsWith('POST '))).toEqual(['POST /v1/chat/completions']);
    const document: { checks: Check[]; models: ModelReport[] } = JSON.parse(stdout);
    const looked = { reports: document.models };
    expect(reportOf(looked, `good/${MODEL}`).trial).toMatchObject({ ok: true, chargedMicroUsd: 15 });
    expect(reportOf(looked, `bad/${MODEL}`).trial).toBeNull();
    expect(document.checks.filter(({ name, ok }) => name === 'model' && !ok)).toEqual([]);
  });
});
