// The runs that decide on a judged commit, in order: the tests; those that broke once more, since they may be flaky; and
// after a pass a run with canaries.
import { leaveOut } from '../../core/validator/quarantine.js';
import { type Judgement, judgeRun, type Leave } from '../../core/validator/verdict.js';
import type { BaselineResults, CanaryReport } from '../../core/validator.js';
import type { SandboxMount } from '../sandbox/sandbox.js';
import { runCanaries } from './canary-run.js';
import { type Judging, runIn } from './judging.js';
import type { RanTests } from './run-tests.js';
import { settleRegressions } from './settle-regressions.js';

export interface Judged {
  judgement: Judgement;
  run: RanTests;
  flaky: string[];
  canary?: CanaryReport;
}

/** What people and the spec's author excuse before anything is run. */
export function leaveFor({ input, plan }: Judging, flaky: readonly string[] = []): Leave {
  const superseded = new Set((input.superseded ?? []).map(({ id }) => id));
  return { flaky: new Set(flaky), opened: new Set(plan.opened), superseded };
}

/** `tree` is a fresh checkout of `judgedCommit`. */
export async function runAndJudge(
  judging: Judging,
  { judgedCommit, tree, mounts }: { judgedCommit: string; tree: string; mounts: SandboxMount[] },
): Promise<Judged> {
  const { hands, input } = judging;
  const results: BaselineResults = JSON.parse(await hands.ledger.artifacts.get(input.baseline));
  const withAcceptance = Object.keys(judging.acceptance).length > 0;
  const leave = leaveFor(judging);
  const ran = await runIn(judging, tree, mounts);
  const { baseline, run } = leaveOut(input.setAside ?? [], results, ran);
  const first = judgeRun(baseline, run, withAcceptance, leave);
  const settled = await settleRegressions(judging, { baseline, run, judgement: first, leave, judgedCommit, mounts });
  if (!settled.judgement.passed) return { ...settled, run };
  const { report, findings, cutShort } = await runCanaries(judging, judgedCommit, ran, mounts);
  if (cutShort) {
    // What could not be looked behind is not believed, and says no more than a run that was cut short itself.
    return {
      ...settled,
      judgement: judgeRun(baseline, cutShort, withAcceptance, leave),
      run: cutShort,
      canary: report,
    };
  }
  const judgement: Judgement =
    findings.length === 0
      ? settled.judgement
      : { ...settled.judgement, passed: false, reason: 'untrusted', score: 0, findings };
  return { judgement, run, flaky: settled.flaky, canary: report };
}
