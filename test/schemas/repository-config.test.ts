import { describe, expect, test } from '@jest/globals';
import { NO_REPOSITORY_CONFIG } from '../../core/repository-config.js';
import { readEnvironment } from '../../schemas/environment.js';
import { readRepositoryConfig } from '../../schemas/repository-config.js';
import { problemsOf } from './problems-of.js';

describe("the repository's config", () => {
  test('is read whole, and says which keys are not acted on', () => {
    const text = `
budget: 5.00
deadline: 2h
optimize: cost
portfolio: [zai/glm-5.2, anthropic/claude-haiku-4-5]
validator: { setup: npm ci, test: npm test, baselineRuns: 2, holdout: 0.3, testTimeout: 5m, acceptance: given, keepTests: false }
label: nightshift
gates: [plan]
`;
    expect(readRepositoryConfig(text)).toEqual({
      ok: true,
      value: {
        budgetMicroUsd: 5_000_000,
        optimize: 'cost',
        strategy: null,
        portfolio: ['zai/glm-5.2', 'anthropic/claude-haiku-4-5'],
        decompose: null,
        gates: ['plan'],
        validator: {
          setup: 'npm ci',
          test: 'npm test',
          baselineRuns: 2,
          testTimeoutMs: 300_000,
          acceptance: 'given',
          holdout: 0.3,
          keepTests: false,
        },
        deadlineMs: 7_200_000,
        label: 'nightshift',
      },
    });
  });

  test('may be empty', () => {
    expect(readRepositoryConfig('# nothing yet\n')).toEqual({ ok: true, value: NO_REPOSITORY_CONFIG });
  });

  test.each([
    ['sandbox: none', 'nightshift.yml: sandbox: there is no such key; known keys: '],
    ['prices: {}', 'nightshift.yml: prices: there is no such key; known keys: '],
    ['providers: {}', 'nightshift.yml: providers: there is no such key; known keys: '],
    ['budgetCeiling: 100', 'nightshift.yml: budgetCeiling: there is no such key; known keys: '],
  ])("cannot decide what is the operator's: %s", (text, problem) => {
    expect(problemsOf(readRepositoryConfig(text))[0]).toContain(problem);
  });

  test.each([
    ['validator: { tests: npm test }', 'nightshift.yml: validator.tests: there is no such key; did you mean "test"?'],
    [
      'validator: { baselineRuns: 0 }',
      'nightshift.yml: validator.baselineRuns: 0 is not allowed; use a whole number from 1 to 10',
    ],
    ['strategy: adaptive', 'nightshift.yml: strategy: "adaptive" is not allowed; use cascade or best-of-n'],
    ['gates: [publish]', 'nightshift.yml: gates.0: "publish" is not allowed; use plan'],
    ['gates: plan', 'nightshift.yml: gates: "plan" is not allowed; use a list of stages, such as [plan]'],
    ['optimize: cheap', 'nightshift.yml: optimize: "cheap" is not allowed; use cost, balanced or speed'],
    [
      'validator: npm test',
      'nightshift.yml: validator: "npm test" is not allowed; use { setup: npm ci, test: npm test }',
    ],
    [
      'validator: { test: "" }',
      'nightshift.yml: validator.test: "" is not allowed; use a command of 1 to 2000 characters, such as npm test',
    ],
  ])('refuses %j by name', (text, problem) => {
    expect(problemsOf(readRepositoryConfig(text))).toEqual([problem]);
  });
});

describe('the environment', () => {
  test('sets what it names and nothing else', () => {
    expect(
      readEnvironment({
        NIGHTSHIFT_BUDGET: '1.50',
        NIGHTSHIFT_PORTFOLIO: 'a/b, c/d',
        NIGHTSHIFT_SANDBOX: '',
        PATH: '/bin',
      }),
    ).toEqual({ ok: true, value: { budgetMicroUsd: 1_500_000, portfolio: ['a/b', 'c/d'] } });
  });

  test('is refused by the name of the variable', () => {
    expect(problemsOf(readEnvironment({ NIGHTSHIFT_BUDGET: 'lots' }))).toEqual([
      'environment: NIGHTSHIFT_BUDGET: "lots" is not allowed; use an amount above 0 in dollars with at most 6 decimals, such as 5.00',
    ]);
  });
});
