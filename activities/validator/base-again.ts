// Further runs of the base, made when a candidate's failures ask for them and remembered for the next candidate's.
import type { TestRun } from '../../core/validator.js';
import type { Hands } from '../hands.js';
import type { SandboxMount } from '../sandbox/sandbox.js';
import { overlayFiles } from './acceptance-files.js';
import { type Judging, runOn } from './judging.js';

/** Tests that passed, by run. */
type PassedByRun = ReadonlySet<string>[];

/** By worker, then by baseline and what is judged. A worker that starts anew asks the base anew. */
const known = new WeakMap<Hands, Map<string, PassedByRun>>();

/** Tests that passed in each further run of the base so far. */
export function baseRunsSoFar({ hands, input }: Judging): PassedByRun {
  const ofHands = known.get(hands) ?? new Map<string, PassedByRun>();
  known.set(hands, ofHands);
  const key = `${input.baseline.sha256} ${input.judgeAcceptance}`;
  const runs = ofHands.get(key) ?? [];
  ofHands.set(key, runs);
  return runs;
}

/** One more, with the acceptance files; false when it broke off, which says nothing of single tests. */
export async function askBaseAgain(judging: Judging, mounts: SandboxMount[]): Promise<boolean> {
  const run = await runOn(judging, judging.input.baseCommit, mounts, (tree) => overlayFiles(tree, judging.acceptance));
  if (run.complete) baseRunsSoFar(judging).push(passedIn(run));
  return run.complete;
}

export function passedIn(run: TestRun): ReadonlySet<string> {
  return new Set(run.tests.filter(({ status }) => status === 'passed').map(({ id }) => id));
}
