// Decompose: one model call proposes a plan, a pure check decides whether it can be worked on. A plan that cannot is
// told what is wrong once; then the spec is one task, which is always possible.
import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import { reserve, settle } from '../../core/budget.js';
import type { Generator } from '../../core/generator.js';
import { journalKey } from '../../core/journal-key.js';
import { leaseFor } from '../../core/lease.js';
import type { PlanResult } from '../../core/model-activities.js';
import { checkPlan, type Plan, singleTaskPlan } from '../../core/plan.js';
import { billableTokens } from '../../core/price.js';
import { ledger, models } from '../hands.js';
import { reasonOf } from '../reason-of.js';
import { summary } from '../summary.js';
import { cheapestFree, isAway, outcomeOf, tellGenerator } from './generators.js';
import { preparedOf, type Run } from './run.js';
import { enterStage, show, showMoney } from './show.js';
import { notPaused } from './wait.js';

const PLAN_ANSWERS_MAX = 2;
/** What the prompt adds around the spec: file tree, instructions. */
const PLAN_FRAME_BYTES = 40_000;

/** Sets the plan, its tasks in an order in which every dependency comes first. */
export async function decompose(run: Run): Promise<void> {
  enterStage(run, 'decompose', 'planning');
  const plan = (run.input.terms.decompose ? await proposedPlan(run) : null) ?? singleTaskPlan(run.input.spec.title);
  const check = checkPlan(plan);
  if (!check.ok) throw new Error(`a plan that was checked does not hold: ${check.problems.join('; ')}`);
  run.plan = { ...plan, tasks: check.order };
  run.tasks = check.order.map((task) => ({ id: task.id, title: task.title, state: 'waiting' }));
}

/** The cheapest that can be asked proposes it, and is told once what is wrong; one that falls away is followed by the next. */
async function proposedPlan(run: Run): Promise<Plan | null> {
  let problems: string[] = [];
  let answers = 0;
  for (let call = 1; answers < PLAN_ANSWERS_MAX; call++) {
    await notPaused(run);
    const generator = await cheapestFree(run);
    if (!generator) break;
    const answer = await askForPlan(run, generator, call, problems);
    if (!answer) return null;
    if (isAway(run, generator)) continue;
    answers += 1;
    const check = answer.ok ? checkPlan(answer.plan) : { ok: false as const, problems: [answer.message] };
    if (answer.ok && check.ok) return answer.plan;
    problems = check.ok ? [] : check.problems;
    if (!answer.ok && answer.reason === 'rejected') break;
  }
  const why = problems.length > 0 ? problems.join('; ') : 'no generator could be asked';
  run.notes.push(`No usable plan came (${why}); the spec was worked on as one task.`);
  return null;
}

/** Null when the budget does not cover the call: planning is worth less than the first try. */
async function askForPlan(
  run: Run,
  generator: Generator,
  call: number,
  problems: string[],
): Promise<PlanResult | null> {
  const { spec, repository } = run.input;
  const { baseCommit, validator } = preparedOf(run);
  const id = `plan-${call}`;
  const leased = leaseFor(run.budget, generator, spec.body.bytes + PLAN_FRAME_BYTES);
  const reservation = leased.ok ? reserve(run.budget, id, leased.lease) : null;
  if (!leased.ok || !reservation?.ok) {
    run.notes.push('The budget did not cover a call for a plan; the spec was worked on as one task.');
    return null;
  }
  run.budget = reservation.budget;
  show(run, `asking ${generator.name} for a plan`);
  const key = journalKey(run.deliverId, run.input.generation, id);
  const answer = await orUnavailable(key, () =>
    models.planTasks.executeWithOptions({ summary: summary(`Plan: ask ${generator.name}`) }, [
      {
        identity: {
          journalKey: key,
          runKey: journalKey(run.deliverId, run.input.generation),
          purpose: 'plan',
          run: run.name,
          task: spec.title,
          attempt: `${run.name}/${id}`,
        },
        generator,
        repository,
        baseCommit,
        spec,
        validator,
        allowanceMicroUsd: leased.lease.microUsd,
        ...(run.budget.capTokens === null ? {} : { allowanceTokens: leased.lease.tokens }),
        problems,
      },
    ]),
  );
  bookPlan(run, id, generator, answer);
  return answer;
}

/** A provider that stays out of reach costs the run its plan, not its life; what may have been billed is booked. */
async function orUnavailable(key: string, ask: () => Promise<PlanResult>): Promise<PlanResult> {
  try {
    return await ask();
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const booked = await ledger.chargedUnder({ keyPrefix: key });
    return { ok: false, reason: 'unavailable', message: reasonOf(error), ...booked, replayed: false };
  }
}

function bookPlan(run: Run, id: string, generator: Generator, answer: PlanResult): void {
  const { chargedMicroUsd, usage } = answer;
  run.budget = settle(run.budget, id, { microUsd: chargedMicroUsd, tokens: billableTokens(answer) });
  tellGenerator(run, generator.name, answer.ok ? { end: 'finished', note: '', turns: 1 } : outcomeOf(answer));
  run.overheadCalls.push({ purpose: 'plan', generator: generator.name, usage, chargedMicroUsd });
  showMoney(run);
}
