// What the tests of this room share: a scripted provider, a ledger of its own, and a generator that asks the one and
// is booked in the other. All is put away after each test.
import { afterEach } from '@jest/globals';
import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import type { JournaledCallInput } from '../../../activities/models/journaled-call.js';
import { createProviders, type Providers } from '../../../activities/models/providers.js';
import type { Generator } from '../../../core/generator.js';
import type { CallIdentity } from '../../../core/model-activities.js';
import type { Price } from '../../../core/price.js';
import type { ValidatorPlan } from '../../../core/validator.js';
import { type ModelServer, startModelServer } from '../../doubles/model-server.js';
import { openLedger } from '../ledger/temporary-ledger.js';

/** Looks like a key, and must not be found anywhere but in the one header. */
export const KEY = 'sk-planted-0123456789abcdef';
export const ALLOWANCE_MICRO_USD = 1_000_000;

export const PRICE: Price = {
  inputMicroUsdPerMTok: 1_000_000,
  cachedInputMicroUsdPerMTok: 100_000,
  cacheWriteMicroUsdPerMTok: 1_250_000,
  outputMicroUsdPerMTok: 5_000_000,
};

export const GENERATOR: Generator = {
  name: 'double/model-1',
  family: 'double',
  provider: 'double',
  model: 'model-1',
  price: PRICE,
  scripted: true,
  settings: { maxOutputTokens: 1_000 },
};

export const IDENTITY: CallIdentity = {
  journalKey: 'deliver/local/r/spec/1/whole/1/1',
  purpose: 'build',
  run: 'spec.1',
  task: 'Größe of caches',
  attempt: 'spec.1/whole/1',
};

export const VALIDATOR: ValidatorPlan = {
  setup: null,
  test: 'npm test',
  reportFormat: 'exitCode',
  environment: {},
  testForPeople: 'npm test',
  evidence: [],
  baselineRuns: 1,
  testTimeoutMs: 1_000,
  setupTimeoutMs: 1_000,
  dependencies: 'frozen',
};

export interface ModelRoom {
  server: ModelServer;
  ledger: Ledger;
  providers: Providers;
}

const open: ModelServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

export async function openModelRoom(): Promise<ModelRoom> {
  const server = await startModelServer();
  open.push(server);
  return { server, ledger: await openLedger(), providers: providersAt(server.url) };
}

export function providersAt(baseUrl: string): Providers {
  const settings = {
    kind: 'openai-compatible',
    baseUrl,
    apiKeyEnv: 'DOUBLE_KEY',
    family: null,
    scripted: true,
  } as const;
  return createProviders({ double: settings }, { DOUBLE_KEY: KEY });
}

/** A call that asks for a short answer; fields given replace the usual ones. */
export function callInput(changes: Partial<JournaledCallInput> = {}): JournaledCallInput {
  return {
    identity: IDENTITY,
    generator: GENERATOR,
    request: { messages: [{ role: 'user', content: 'Mend the cache.' }], tools: [], answerSchema: null },
    allowanceMicroUsd: ALLOWANCE_MICRO_USD,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Runs a function as the engine runs an activity, without its notes on failures. */
export function asActivity<T>(work: () => Promise<T>, info: Partial<Info> = {}): Promise<T> {
  return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') }).run(work);
}
