import { describe, expect, it } from '@jest/globals';
import { DEFAULT_VALIDATOR_TERMS } from '../../../core/terms.js';
import { detectPlan } from '../../../core/validator/detect/detect-plan.js';
import { testCommands } from '../../../core/validator/test-commands.js';

function planOf(scripts: Record<string, string>) {
  const texts = { 'package.json': JSON.stringify({ scripts }) };
  const plan = detectPlan({ files: ['package.json'], texts }, DEFAULT_VALIDATOR_TERMS);
  if (!plan) throw new Error('nothing was detected');
  return plan;
}

function commandsOf(scripts: Record<string, string>) {
  return testCommands(planOf(scripts)).map(({ name, reportFormat }) => [name, reportFormat]);
}

describe('a test script that does several things', () => {
  it('is read test by test although something comes after the tests', () => {
    expect(commandsOf({ test: 'NODE_ENV=test c8 ava && tsd' })).toEqual([
      ['NODE_ENV=test npx --no-install c8 ava', 'tap'],
      [`npm exec -c 'tsd'`, 'exitCode'],
    ]);
    expect(planOf({ test: 'node --test && tsd' }).testForPeople).toBe('npm test');
  });

  it('is followed into the scripts that it runs', () => {
    const scripts = { test: 'node --test && npm run types', types: 'tsd && tsc -p tsconfig.json' };
    expect(commandsOf(scripts)).toEqual([
      ['node --test', 'jest'],
      [`npm exec -c 'tsd'`, 'exitCode'],
      [`npm exec -c 'tsc -p tsconfig.json'`, 'exitCode'],
    ]);
    expect(
      commandsOf({ test: 'run-s build test:*', build: 'tsc', 'test:unit': 'jest', 'test:e2e': 'mocha e2e' }),
    ).toEqual([
      ['npm run build', 'exitCode'],
      ['npm run test:unit', 'jest'],
      ['npm run test:e2e', 'jest'],
    ]);
  });

  it('leaves out what only checks style, and says so', () => {
    const scripts = { test: 'npm run check && npm run unit && xo', check: 'eslint .', unit: 'vitest run' };
    expect(commandsOf(scripts)).toEqual([['npm run unit', 'jest']]);
    expect(planOf(scripts).evidence).toContain(
      'package.json: "npm run check" and "xo" left out, since no test runs there',
    );
    expect(commandsOf({ test: 'pnpm lint && vitest run' })).toEqual([['npx --no-install vitest run', 'jest']]);
  });

  it('is read whole where a runner is told more than once', () => {
    expect(commandsOf({ test: 'node --test && node --test other' })).toEqual([
      ['node --test', 'jest'],
      ['node --test other', 'jest'],
    ]);
    expect(commandsOf({ test: 'pnpm run a && pnpm run b', a: 'jest --env node', b: 'jest --env edge' })).toEqual([
      ['npm run a', 'jest'],
      ['npm run b', 'jest'],
    ]);
  });

  it('builds first where a script before it does', () => {
    expect(commandsOf({ pretest: 'tsc', test: 'jest && tsd' })).toEqual([
      ['npm run pretest', 'exitCode'],
      ['npx --no-install jest', 'jest'],
      [`npm exec -c 'tsd'`, 'exitCode'],
    ]);
  });

  it('stays whole where one command for all is enough, or a shell has to remember something', () => {
    expect(commandsOf({ test: 'tsc && jest' })).toEqual([['npm test', 'jest']]);
    expect(commandsOf({ test: 'export A=1 && jest && tsd' })).toEqual([['npm test', 'exitCode']]);
    expect(commandsOf({ test: 'npm run a && npm run b', a: 'node a.js', b: 'node b.js' })).toEqual([
      ['npm test', 'exitCode'],
    ]);
    expect(commandsOf({ test: 'npm run a && jest && tsd', a: 'npm run a && npm run a' }).length).toBe(1);
  });
});
