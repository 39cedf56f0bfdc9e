// A refusal that a person can mend (a token, a permission, a rule of the repository) does not throw the night's work
// away: the run says so and tries again, at once where it is told to go on.
import { condition } from '@temporalio/workflow';
import type { PublishProblem } from '../../core/activities.js';
import type { ForgeRefusal } from '../../core/forge-activities.js';
import { DEFAULT_PAUSE_LIMIT_MS } from '../../core/terms.js';
import type { ExpectedFailure } from '../../core/validator.js';
import { asSentence } from '../as-sentence.js';
import type { Run } from './run.js';
import { show } from './show.js';
import { say, unsay } from './tell-issue.js';
import { notPaused, standstill } from './wait.js';

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
  const said = new Set<string>();
  const limitMs = run.input.terms.pauseLimitMs ?? DEFAULT_PAUSE_LIMIT_MS;
  let waitedMs = 0;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, WAIT_MS_MAX)) {
    // Whoever pauses it meanwhile, or takes the label away, wants nothing more to appear on the forge.
    await notPaused(run);
    const answer = await ask();
    const leftMs = limitMs - waitedMs;
    if (answer.ok || !MENDABLE.includes(answer.reason) || leftMs <= 0) return answer;
    run.issue.toMend = answer.message;
    show(run, `waiting for a person to mend this: ${asSentence(answer.message)}`);
    const key = `mend-${answer.reason}`;
    if (!said.has(key)) say(run, key, mendText(answer.message));
    said.add(key);
    const { resumes } = run.issue;
    const sinceMs = Date.now();
    await standstill(run, () => condition(() => run.issue.resumes > resumes, Math.min(waitMs, leftMs)));
    waitedMs += Date.now() - sinceMs;
    run.issue.toMend = null;
    if (unsay(run, key)) said.delete(key);
  }
}

/** For the issue, once for each kind of refusal: an edit of the living comment reaches nobody by mail. */
function mendText(message: string): string {
  return (
    `The result passes and is kept, but GitHub does not take it: ${asSentence(message)} Somebody has to put that right. ` +
    'It is tried again by itself now and then; `/nightshift resume` has it tried at once.'
  );
}
