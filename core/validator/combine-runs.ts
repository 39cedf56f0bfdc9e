// Makes one run of the tests out of several commands' runs: all of them must be complete, and all their tests count.
import type { TestResult, TestRun } from '../validator.js';
import { EXIT_CODE_TEST, numberDuplicates } from './test-id.js';

/** A run and the command that it is of, as people know it. */
export interface NamedRun {
  name: string;
  run: TestRun;
}

/** At least one run; a single one comes back as it is. */
export function combineRuns(runs: readonly NamedRun[]): TestRun {
  const [first] = runs;
  if (first === undefined) throw new Error('there is no run to combine');
  if (runs.length === 1) return first.run;
  const broken = runs.find(({ run }) => !run.complete);
  return {
    complete: broken === undefined,
    problem: broken === undefined ? '' : `${broken.run.problem}, in "${broken.name}"`,
    exitCode: runs.find(({ run }) => run.exitCode !== 0)?.run.exitCode ?? first.run.exitCode,
    tests: combineTests(runs),
    output: runs.map(({ name, run }) => `$ ${name}\n${run.output}`).join('\n'),
    durationMs: runs.reduce((sum, { run }) => sum + run.durationMs, 0),
  };
}

/** Where only exit codes speak, the commands together are the one test that there is; else each is told by its name. */
function combineTests(runs: readonly NamedRun[]): TestResult[] {
  const tests = runs.flatMap(({ name, run }) => run.tests.map((test) => ({ name, test })));
  if (tests.length > 0 && tests.every(({ test }) => test.id === EXIT_CODE_TEST)) {
    const failed = tests.find(({ test }) => test.status !== 'passed');
    const { message } = failed?.test ?? { message: '' };
    return [
      { id: EXIT_CODE_TEST, status: failed ? 'failed' : 'passed', message: failed ? `${failed.name}: ${message}` : '' },
    ];
  }
  return numberDuplicates(
    tests.map(({ name, test }) => (test.id === EXIT_CODE_TEST ? { ...test, id: `${EXIT_CODE_TEST} "${name}"` } : test)),
  );
}
