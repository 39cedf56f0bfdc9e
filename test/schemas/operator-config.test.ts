import { describe, expect, test } from '@jest/globals';
import { NO_OPERATOR_CONFIG } from '../../core/operator-config.js';
import { readOperatorConfig } from '../../schemas/operator-config.js';
import { problemsOf } from './problems-of.js';

describe("the operator's config", () => {
  test('is read whole', () => {
    const text = `
providers:
  zai: { kind: openai-compatible, baseUrl: "https://api.z.ai/v4", apiKeyEnv: ZAI_API_KEY }
  local: { kind: openai-compatible, baseUrl: "http://127.0.0.1:8080/v1", scripted: true, family: none, stream: false }
  gate: { kind: anthropic, headers: { X-Title: nightshift, Authorization: { env: GATE_AUTH } } }
generators:
  careful: { model: zai/glm-5.2, temperature: 0.2, reasoningEffort: high, maxOutputTokens: 16000, prompts: terse }
  zai/glm-5.2: { temperature: 1 }
prices:
  zai/glm-5.2: { input: 1.4, output: 4.4, cachedInput: 0.26 }
  careful:
    input: 1
    output: 4
    cachedInput: 0.1
    tiers:
      - { above: 400000, input: 4, output: 8 }
      - { above: 200000, input: 2, output: 6, cachedInput: 0.2, cacheWrite: 3 }
portfolio: [zai/glm-5.2]
budget: $2.50
budgetCeiling: 20
sandbox: bubblewrap
optimize: speed
strategy: cascade
tokens: 2000000
deadline: 8h
bestOf: 3
decompose: false
gates: [plan]
acceptance: given
repairs: 1
repairContext: fresh
limits: { turns: 10, wallTime: 1h30m, candidates: 20, pause: 24h }
dependencies: allow
registries: [packages.example.com, 127.0.0.1:4873]
allowSecretsIn: [test/fixtures/**]
dockerImage: example/tools:1
retention: { refs: 48h, artifacts: 72h, dependencies: 24h }
dependencyCacheGigabytes: 5
`;
    expect(readOperatorConfig(text, 'config.yml')).toEqual({
      ok: true,
      value: {
        providers: {
          zai: {
            kind: 'openai-compatible',
            baseUrl: 'https://api.z.ai/v4',
            apiKeyEnv: 'ZAI_API_KEY',
            family: null,
            scripted: false,
          },
          local: {
            kind: 'openai-compatible',
            baseUrl: 'http://127.0.0.1:8080/v1',
            apiKeyEnv: null,
            family: 'none',
            scripted: true,
            stream: false,
          },
          gate: {
            kind: 'anthropic',
            baseUrl: null,
            apiKeyEnv: null,
            family: null,
            scripted: false,
            headers: { 'X-Title': 'nightshift', Authorization: { env: 'GATE_AUTH' } },
          },
        },
        generators: {
          careful: {
            model: 'zai/glm-5.2',
            settings: { temperature: 0.2, reasoningEffort: 'high', maxOutputTokens: 16_000, promptVariant: 'terse' },
          },
          'zai/glm-5.2': { model: 'zai/glm-5.2', settings: { temperature: 1 } },
        },
        prices: {
          'zai/glm-5.2': {
            inputMicroUsdPerMTok: 1_400_000,
            outputMicroUsdPerMTok: 4_400_000,
            cachedInputMicroUsdPerMTok: 260_000,
            cacheWriteMicroUsdPerMTok: 1_400_000,
          },
          careful: {
            inputMicroUsdPerMTok: 1_000_000,
            outputMicroUsdPerMTok: 4_000_000,
            cachedInputMicroUsdPerMTok: 100_000,
            cacheWriteMicroUsdPerMTok: 1_000_000,
            tiers: [
              {
                aboveInputTokens: 200_000,
                inputMicroUsdPerMTok: 2_000_000,
                outputMicroUsdPerMTok: 6_000_000,
                cachedInputMicroUsdPerMTok: 200_000,
                cacheWriteMicroUsdPerMTok: 3_000_000,
              },
              {
                aboveInputTokens: 400_000,
                inputMicroUsdPerMTok: 4_000_000,
                outputMicroUsdPerMTok: 8_000_000,
                cachedInputMicroUsdPerMTok: 4_000_000,
                cacheWriteMicroUsdPerMTok: 4_000_000,
              },
            ],
          },
        },
        portfolio: ['zai/glm-5.2'],
        budgetMicroUsd: 2_500_000,
        budgetCeilingMicroUsd: 20_000_000,
        sandbox: 'bubblewrap',
        optimize: 'speed',
        strategy: 'cascade',
        budgetTokens: 2_000_000,
        deadlineMs: 28_800_000,
        pauseLimitMs: 86_400_000,
        candidatesMax: 20,
        bestOf: 3,
        decompose: false,
        gates: ['plan'],
        acceptance: 'given',
        repairsMax: 1,
        repairContext: 'fresh',
        tryLimits: { turns: 10, wallTimeMs: 5_400_000 },
        dependencies: 'allow',
        registries: ['packages.example.com', '127.0.0.1:4873'],
        allowSecretsIn: ['test/fixtures/**'],
        dockerImage: 'example/tools:1',
        retention: { refsMs: 172_800_000, artifactsMs: 259_200_000, dependenciesMs: 86_400_000 },
        dependencyCacheBytesMax: 5_000_000_000,
        github: null,
      },
    });
  });

  test('may be empty', () => {
    expect(readOperatorConfig('', 'config.yml')).toEqual({ ok: true, value: NO_OPERATOR_CONFIG });
  });

  test.each([
    [
      'allowSecretsIn: ["**"]',
      'config.yml: allowSecretsIn.0: "**" is not allowed; name a folder or a file; all paths at once cannot be left out',
    ],
    ['budgt: 5', 'config.yml: budgt: there is no such key; did you mean "budget"?'],
    [
      'quux: 5',
      'config.yml: quux: there is no such key; known keys: providers, generators, prices, portfolio, budget, budgetCeiling, tokens, deadline, bestOf, sandbox, optimize, strategy, decompose, gates, acceptance, repairs, repairContext, limits, dependencies, registries, dockerImage, allowSecretsIn, retention, dependencyCacheGigabytes, github',
    ],
    [
      'providers: { zai: { kind: openai-compatible, baseURL: "x", baseUrl: "https://z.ai" } }',
      'config.yml: providers.zai.baseURL: there is no such key; did you mean "baseUrl"?',
    ],
    [
      'budget: 0',
      'config.yml: budget: 0 is not allowed; use an amount above 0 in dollars with at most 6 decimals, such as 5.00',
    ],
    [
      'budget: -3',
      'config.yml: budget: -3 is not allowed; use an amount above 0 in dollars with at most 6 decimals, such as 5.00',
    ],
    ['budget: [1]', 'config.yml: budget: [1] is not allowed; use an amount in dollars, such as 5.00'],
    ['sandbox: jail', 'config.yml: sandbox: "jail" is not allowed; use bubblewrap, docker or none'],
    ['repairContext: warm', 'config.yml: repairContext: "warm" is not allowed; use cheaper, fresh or continued'],
    ['repairs: 1.5', 'config.yml: repairs: 1.5 is not allowed; use a whole number from 0 to 20'],
    ['limits: { wallTime: 5 }', 'config.yml: limits.wallTime: 5 is not allowed; use a duration such as 2h, 30m or 90s'],
    ['portfolio: []', 'config.yml: portfolio: [] is not allowed; name at least one generator'],
    [
      'portfolio: [my model]',
      'config.yml: portfolio.0: "my model" is not allowed; use provider/model, such as anthropic/claude-haiku-4-5, or a ' +
        'name of letters, digits, dots and hyphens that stands under "generators" in the operator\'s config',
    ],
    [
      'generators: { "my model": { model: a/b } }',
      'config.yml: generators.my model: no name; use provider/model, such as anthropic/claude-haiku-4-5, or a name of ' +
        'letters, digits, dots and hyphens that stands under "generators" in the operator\'s config',
    ],
    [
      'generators: { careful: { temprature: 0.2, model: a/b } }',
      'config.yml: generators.careful.temprature: there is no such key; did you mean "temperature"?',
    ],
    [
      'generators: { careful: { temperature: 0.2 } }',
      'config.yml: generators.careful.model is missing; use provider/model, such as anthropic/claude-haiku-4-5',
    ],
    [
      'generators: { careful: { model: gpt } }',
      'config.yml: generators.careful.model: "gpt" is not allowed; use provider/model, such as anthropic/claude-haiku-4-5',
    ],
    [
      'generators: { a/b: { model: c/d } }',
      'config.yml: generators.a/b.model: "c/d" is not allowed; leave it out, or choose a name without a slash for the generator',
    ],
    [
      'generators: { x: { model: a/b, temperature: 3 } }',
      'config.yml: generators.x.temperature: 3 is not allowed; use a number from 0 to 2',
    ],
    [
      'generators: { x: { model: a/b, reasoningEffort: extreme } }',
      'config.yml: generators.x.reasoningEffort: "extreme" is not allowed; use none, minimal, low, medium, high or max',
    ],
    [
      'generators: { x: { model: a/b, maxOutputTokens: 8 } }',
      'config.yml: generators.x.maxOutputTokens: 8 is not allowed; use a whole number from 256 to 200000',
    ],
    [
      'generators: { x: { model: a/b, prompts: long } }',
      'config.yml: generators.x.prompts: "long" is not allowed; use standard or terse',
    ],
    [
      'prices: { a/b: { input: 1, output: 2, tiers: [{ above: 10, input: 1, output: 2, cashedInput: 3 }] } }',
      'config.yml: prices.a/b.tiers.0.cashedInput: there is no such key; did you mean "cachedInput"?',
    ],
    [
      'prices: { a/b: { input: 1, output: 2, tiers: [{ above: 10, input: 1 }] } }',
      'config.yml: prices.a/b.tiers.0.output is missing; use dollars for a million tokens, such as 1.25',
    ],
    [
      'prices: { a/b: { input: 1, output: 2, tiers: [] } }',
      'config.yml: prices.a/b.tiers: [] is not allowed; use a list such as [{ above: 200000, input: 2.5, output: 15 }]',
    ],
    ['portfolio: [a/b, a/b]', 'config.yml: portfolio: ["a/b","a/b"] is not allowed; name each generator once'],
    [
      'prices: { a/b: { input: 1 } }',
      'config.yml: prices.a/b.output is missing; use dollars for a million tokens, such as 1.25',
    ],
    [
      'prices: { a/b: { input: -1, output: 2 } }',
      'config.yml: prices.a/b.input: -1 is not allowed; use dollars for a million tokens, 0 or more',
    ],
    [
      'providers: { x: { kind: openai, apiKeyEnv: "sk-123-456" } }',
      'config.yml: providers.x.apiKeyEnv: what stands there is not allowed; use the name of an environment variable, never the key itself',
    ],
    [
      'providers: { x: { kind: openai-compatible, baseUrl: "ftp://x" } }',
      'config.yml: providers.x.baseUrl: "ftp://x" is not allowed; use an address such as https://api.example.com/v1',
    ],
    [
      'providers: { zai: { kind: openai-compatible, baseUrl: "https://me:secret@example.com/v1" } }',
      'config.yml: providers.zai.baseUrl: "https://…@example.com/v1" is not allowed; leave name and password out; ' +
        'keys come from the variable that apiKeyEnv names',
    ],
    [
      'providers: { g: { kind: openai, headers: { X-Gateway-Key: "planted-0123456789" } } }',
      'config.yml: providers.g.headers.X-Gateway-Key.env is missing; name the environment variable that holds it: ' +
        '{ env: NAME }; secrets do not stand in this file',
    ],
    [
      'providers: { g: { kind: openai, headers: { X-Title: 5 } } }',
      'config.yml: providers.g.headers.X-Title: 5 is not allowed; use a line of plain text, or { env: NAME } with the ' +
        'name of the variable that holds it',
    ],
    [
      'providers: { g: { kind: openai, stream: sometimes } }',
      'config.yml: providers.g.stream: "sometimes" is not allowed; use true or false',
    ],
    ['just words', 'config.yml: use keys and values, such as "budget: 5.00"'],
  ])('refuses %j by name', (text, problem) => {
    expect(problemsOf(readOperatorConfig(text, 'config.yml'))).toEqual([problem]);
  });

  test('names the line of what is not YAML', () => {
    expect(problemsOf(readOperatorConfig('budget: 5\nbudget: 6\n', 'config.yml'))[0]).toBe(
      'config.yml: line 2, column 1: not valid YAML: Map keys must be unique',
    );
    expect(problemsOf(readOperatorConfig('a: [1\n', 'config.yml'))[0]).toMatch(
      /^config\.yml: line \d, column \d+: not valid YAML: /,
    );
  });

  test('names every problem, not only the first', () => {
    expect(problemsOf(readOperatorConfig('budget: 0\nsandbox: x\n', 'config.yml'))).toHaveLength(2);
  });
});
