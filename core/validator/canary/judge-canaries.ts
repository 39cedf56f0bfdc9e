// Whether canaries that did not fail say something about the candidate: only where the same ones fail on the base, or
// where the base cannot run their file at all, so that nothing but the candidate is there to ask.
import type { Finding, TestRun } from '../../validator.js';
import { fileOfTest, isWholeFile } from '../test-id.js';
import type { CanaryFile } from './canary.js';
import { type CanaryFate, readCanaries } from './read-canaries.js';

export interface CanaryJudgement {
  /** One for each file with a canary that should have failed and did not; empty when all is well. */
  findings: Finding[];
  /** How many canaries proved nothing, since they do not fail on the base either. */
  unusable: number;
}

export function allFailed(files: readonly CanaryFile[], run: TestRun): boolean {
  return [...readCanaries(files, run).values()].every((fate) => fate === 'failed');
}

/**
 * `onBase` is a run of the base with the same canaries, and `loadsOnBase` tells whether the base can load a file without
 * any: one that it can, and that is gone with canaries in it, was broken by them.
 */
export function judgeCanaries(
  files: readonly CanaryFile[],
  run: TestRun,
  onBase: TestRun,
  loadsOnBase: (path: string) => boolean,
): CanaryJudgement {
  const fates = readCanaries(files, run);
  const baseFates = readCanaries(files, onBase);
  const work = [...baseFates.values()].some((fate) => fate === 'failed');
  // A file that failed as a whole is named too, and has run nothing then.
  const loaded = new Set(onBase.tests.filter(({ id }) => !isWholeFile(id)).map(({ id }) => fileOfTest(id)));
  const findings: Finding[] = [];
  let unusable = 0;
  for (const file of files) {
    const absent = !loaded.has(file.path) && file.names.every((name) => baseFates.get(name) === 'missing');
    const onlyCandidate = work && absent && file.needsProof !== true && !loadsOnBase(file.path);
    const usable = (name: string) => baseFates.get(name) === 'failed' || onlyCandidate;
    const survivors = [...file.names, ...file.ids].filter((name) => fates.get(name) !== 'failed');
    const telling = survivors.filter(usable);
    unusable += survivors.length - telling.length;
    if (telling.length > 0) findings.push(finding(file, telling, fates));
  }
  return { findings, unusable };
}

function finding(file: CanaryFile, names: readonly string[], fates: ReadonlyMap<string, CanaryFate>): Finding {
  const passed = names.some((name) => fates.get(name) === 'passed');
  const what = passed ? 'was reported as passed' : 'was not reported';
  return {
    kind: 'canary',
    test: file.path,
    message:
      `A test that has to fail was added to this file, and ${what}. Something in the change alters how tests run, ` +
      'what assertions do or what is reported, or a result says of itself that it equals everything. Solve the task without touching those.',
  };
}
