// What became of canaries in a run. They are known by their names, wherever a report puts those.
import type { TestResult, TestRun } from '../../validator.js';
import type { CanaryFile } from './canary.js';

/** `failed` is as it should be; `passed` stands for skipped ones too. */
export type CanaryFate = 'failed' | 'passed' | 'missing';

/** The fate of each canary by its name, and of each of the file's own tests by its id. */
export function readCanaries(files: readonly CanaryFile[], run: TestRun): Map<string, CanaryFate> {
  return new Map([...canaryFates(files, run), ...ownFates(files, run)]);
}

function canaryFates(files: readonly CanaryFile[], run: TestRun): Map<string, CanaryFate> {
  const names = files.flatMap((file) => file.names);
  const fates = new Map<string, CanaryFate>(names.map((name) => [name, 'missing']));
  const nameless: TestResult[] = [];
  for (const test of run.tests) {
    const own = names.filter((name) => test.id.includes(name));
    if (own.length === 0 && test.status === 'failed') nameless.push(test);
    // One that is told of twice has to fail both times.
    for (const name of own) {
      if (fates.get(name) !== 'passed') fates.set(name, test.status === 'failed' ? 'failed' : 'passed');
    }
  }
  // Some reports put an error where a name was.
  for (const test of nameless) {
    for (const name of names) {
      if (fates.get(name) === 'missing' && test.message.includes(name)) fates.set(name, 'failed');
    }
  }
  return fates;
}

function ownFates(files: readonly CanaryFile[], run: TestRun): Map<string, CanaryFate> {
  const fates = new Map<string, CanaryFate>(files.flatMap((file) => file.ids).map((id) => [id, 'missing']));
  for (const { id, status } of run.tests) {
    if (fates.has(id)) fates.set(id, status === 'failed' ? 'failed' : 'passed');
  }
  return fates;
}
