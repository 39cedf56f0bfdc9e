import { describe, expect, it } from '@jest/globals';
import { goOnCommand, retryCommand } from '../../../cli/run/go-on-command.js';
import type { RunOptions } from '../../../cli/run/prepare-run.js';

const TYPED: RunOptions = {
  specPath: 'SPEC.md',
  repositoryPath: '../shop',
  configPath: undefined,
  acceptancePaths: ['test/new.test.js'],
  flags: {
    budgetTokens: 2_000,
    deadlineMs: 7_200_000,
    bestOf: 3,
    budgetMicroUsd: 2_500_000,
    portfolio: ['sim/a', 'sim/b'],
    optimize: null,
    strategy: null,
    decompose: false,
    tests: false,
    sandbox: null,
    test: 'npx ava',
    setup: 'npm ci',
    gates: ['plan'],
  },
  keep: false,
  drainMs: 0,
  retry: false,
};

describe('the command that is shown', () => {
  it('goes on with a run by naming it and models that can be asked', () => {
    expect(goOnCommand(TYPED)).toBe(
      'nightshift run SPEC.md --repo ../shop --acceptance test/new.test.js --portfolio sim/a,sim/b',
    );
  });

  it('starts a run over with everything that was typed, so that no way out is lost on the way', () => {
    expect(retryCommand(TYPED)).toBe(
      "nightshift run SPEC.md --repo ../shop --acceptance test/new.test.js --portfolio sim/a,sim/b --budget 2.50 --tokens 2000 --deadline 7200s --best-of 3 --test 'npx ava' --setup 'npm ci' " +
        '--no-decompose --no-tests --gate plan --retry',
    );
  });
});
