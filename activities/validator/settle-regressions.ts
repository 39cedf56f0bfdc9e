// A test that always passed on the base and now fails is run again before it decides: it may be flaky without anybody
// having seen that yet. Only candidates that would not pass pay for it.
import { type Judgement, judgeRun, type Leave } from '../../core/validator/verdict.js';
import type { BaselineResults } from '../../core/validator.js';
import type { SandboxMount } from '../sandbox/sandbox.js';
import { askBaseAgain, baseRunsSoFar, passedIn } from './base-again.js';
import { type Judging, runOn } from './judging.js';
import type { RanTests } from './run-tests.js';

/**
 * How often the candidate is asked again, and the base twice as often. A test that fails every other time passes all
 * runs of the base and fails all of the candidate's once in 4096.
 */
const ROUNDS_MAX = 3;
const BASE_RUNS_EACH_ROUND = 2;
/** No further run begins after this time: slow tests are asked once or twice. */
const SETTLING_MS_MAX = 30_000;
/** Where more than this share of the tests broke, chance is no explanation. */
const DOUBTFUL_SHARE_MAX = 0.5;
const DOUBTFUL_ALWAYS = 3;

export interface FirstRun {
  baseline: BaselineResults;
  run: RanTests;
  judgement: Judgement;
  leave: Leave;
  judgedCommit: string;
  mounts: SandboxMount[];
}

export interface Settled {
  judgement: Judgement;
  /** Tests that both passed and failed, on the same commit or on the base. */
  flaky: string[];
}

/** The first run judged again, without the tests that turned out flaky. */
export async function settleRegressions(judging: Judging, first: FirstRun): Promise<Settled> {
  const { baseline, run, judgement, leave } = first;
  if (judgement.reason !== 'regression' || !couldBeChance(baseline, judgement)) return { judgement, flaky: [] };
  const flaky = await findFlaky(judging, first);
  if (flaky.length === 0) return { judgement, flaky };
  const without = { ...leave, flaky: new Set([...leave.flaky, ...flaky]) };
  return { judgement: judgeRun(baseline, run, Object.keys(judging.acceptance).length > 0, without), flaky };
}

function couldBeChance({ stability }: BaselineResults, { regressions }: Judgement): boolean {
  const kept = Object.values(stability).filter((kind) => kind === 'stablePass').length;
  return regressions.length <= Math.max(DOUBTFUL_ALWAYS, kept * DOUBTFUL_SHARE_MAX);
}

async function findFlaky(judging: Judging, { baseline, judgement, judgedCommit, mounts }: FirstRun): Promise<string[]> {
  const startedAt = performance.now();
  const hasTime = () => performance.now() - startedAt < SETTLING_MS_MAX;
  let broken = judgement.regressions;
  const isNew = (id: string) => !Object.hasOwn(baseline.stability, id);
  const keepThoseThatPassOnBase = () => {
    for (const passed of baseRunsSoFar(judging)) broken = broken.filter((id) => passed.has(id) || isNew(id));
  };
  keepThoseThatPassOnBase();
  for (let round = 1; round <= ROUNDS_MAX && broken.length > 0 && (round === 1 || hasTime()); round += 1) {
    const again = await runOn(judging, judgedCommit, mounts);
    // One that breaks off says nothing of single tests.
    if (!again.complete) break;
    const passed = passedIn(again);
    broken = broken.filter((id) => !passed.has(id));
    while (broken.length > 0 && hasTime() && baseRunsSoFar(judging).length < round * BASE_RUNS_EACH_ROUND) {
      if (!(await askBaseAgain(judging, mounts))) break;
      keepThoseThatPassOnBase();
    }
  }
  const still = new Set(broken);
  return judgement.regressions.filter((id) => !still.has(id));
}
