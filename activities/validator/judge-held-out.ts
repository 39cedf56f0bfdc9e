// The run with the held-out tests, after a pass on those that are shown. They are laid over a checkout that is removed
// again and never committed, and all that is told of them is how many fail.
import { leaveOut } from '../../core/validator/quarantine.js';
import { judgeRun } from '../../core/validator/verdict.js';
import type { BaselineResults, Finding, HeldOutCounts } from '../../core/validator.js';
import type { SandboxMount } from '../sandbox/sandbox.js';
import { overlayFiles, readAcceptanceFiles } from './acceptance-files.js';
import { type Judging, runOn } from './judging.js';
import { type Judged, leaveFor } from './run-and-judge.js';

export async function judgeHeldOut(
  judging: Judging,
  judged: Judged,
  judgedCommit: string,
  mounts: SandboxMount[],
): Promise<Judged & { heldOut?: HeldOutCounts }> {
  const { hands, input } = judging;
  const { artifacts } = hands.ledger;
  if (!input.heldOut || !input.judgeAcceptance || !judged.judgement.passed) return judged;
  const files = await readAcceptanceFiles(artifacts, input.heldOut.files);
  const results: BaselineResults = JSON.parse(await artifacts.get(input.heldOut.results));
  const ran = await runOn(judging, judgedCommit, mounts, (tree) => overlayFiles(tree, files));
  const { baseline, run } = leaveOut(input.setAside ?? [], results, ran);
  const leave = leaveFor(judging, judged.flaky);
  const { acceptancePassed, acceptanceTotal, failedAcceptance } = judgeRun(baseline, run, true, leave);
  const heldOut = { passed: acceptancePassed, total: acceptanceTotal };
  // The other tests were judged by the run before, on this very commit: one that fails only now says nothing.
  if (run.complete && failedAcceptance.length === 0) return { ...judged, heldOut };
  const all = judged.judgement.acceptanceTotal + acceptanceTotal;
  const failing = Math.max(1, acceptanceTotal - acceptancePassed);
  const judgement = {
    ...judged.judgement,
    passed: false,
    reason: 'acceptance' as const,
    score: all === 0 ? 0 : (all - failing) / all,
    failedAcceptance,
    findings: [findingOf(heldOut, run.complete)],
  };
  return { ...judged, judgement, heldOut };
}

/** Neither names nor output: whoever knew them could fit the code to them. */
function findingOf({ passed, total }: HeldOutCounts, complete: boolean): Finding {
  const what = complete
    ? `${total - passed} of ${total} held-out checks fail`
    : 'The run of the held-out checks broke off';
  const message =
    `${what}. They test what the spec asks for and are not shown. Read the spec again, and think of the cases that ` +
    'the shown tests leave out.';
  return { kind: 'heldOut', test: '', message };
}
