// A refusal that a person can mend (a token, a permission, a rule of the repository) does not throw the night's work
// away: the run says so and tries again, at once where it is told to go on.
import { condition } from '@temporalio/workflow';
import type { PublishProblem } from '../../core/activities.js';
import type { ForgeRefusal } from '../../core/forge-activities.js';
import { DEFAULT_PAUSE_LIMIT_MS } from '../../core/terms.js';
import type { ExpectedFailure } from '../../core/validator.js';
import type { Run } from './run.js';
import { show } from './show.js';
import { standstill } from './wait.js';

const FIRST_WAIT_MS = 60_000;
const WAIT_MS_MAX = 30 * 60_000;
const MENDABLE: readonly string[] = [
  'unauthorized',
  'forbidden',
  'notFound',
  'readOnly',
  'refused',
  'branchTaken',
] satisfies (ForgeRefusal | PublishProblem)[];

/** The answer that counts: the first that a person can do nothing about, or the last one within the run's limit. */
export async function untilMended<Done extends { ok: true }, Reason extends string>(
  run: Run,
  ask: () => Promise<Done | ExpectedFailure<Reason>>,
): Promise<Done | ExpectedFailure<Reason>> {
  const untilMs = Date.now() + (run.input.terms.pauseLimitMs ?? DEFAULT_PAUSE_LIMIT_MS);
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, WAIT_MS_MAX)) {
    const answer = await ask();
    const leftMs = untilMs - Date.now();
    if (answer.ok || !MENDABLE.includes(answer.reason) || leftMs <= 0) return answer;
    run.issue.toMend = answer.message;
    show(run, `waiting for a person to mend this: ${answer.message} Resume to try at once.`);
    const { resumes } = run.issue;
    await standstill(run, () => condition(() => run.issue.resumes > resumes, Math.min(waitMs, leftMs)));
    run.issue.toMend = null;
  }
}
