// Search: the loop around one task. The policy says what to try next, the budget whether it may start, the validator
// what came of it.

import { availableMicroUsd } from '../../core/budget.js';
import type { CandidateRecord } from '../../core/candidate.js';
import { cheapestFirst } from '../../core/generator.js';
import { formatUsd } from '../../core/money.js';
import type { TryMove } from '../../core/move.js';
import { type Task, WHOLE_TASK_ID } from '../../core/plan.js';
import { POLICIES } from '../../core/policy/policies.js';
import {
  FRESH_POLICY_STATE,
  type PolicyState,
  type PolicyTerms,
  type TryResult,
  tellBudgetRaised,
  tellRefused,
  tellResult,
  tellStarted,
} from '../../core/policy/policy.js';
import { budgetRaised, notPaused } from './control.js';
import { planTry, type SearchStart, type TryContext } from './plan-try.js';
import type { Run, RunEnd, Step } from './run.js';
import { runTry } from './run-try.js';
import { withoutDoubtedTests } from './set-aside.js';

/** The commit of the first candidate that passed, or why the run ends here. */
export async function search(run: Run, task: Task, start: SearchStart): Promise<Step<string>> {
  const { terms } = run.input;
  const policy = POLICIES[terms.strategy];
  const policyTerms: PolicyTerms = { generators: cheapestFirst(terms.portfolio), repairsMax: terms.repairsMax };
  const context: TryContext = {
    run,
    task,
    start,
    briefs: new Map(),
    tried: new Map(),
    answeredAtMs: new Map(),
    refusedMicroUsd: 0,
  };
  let state = FRESH_POLICY_STATE;
  for (;;) {
    await notPaused(run);
    const moves = policy.ask(policyTerms, state);
    const stop = moves.find((move) => move.kind === 'stop');
    if (stop?.reason === 'passed') return { ok: true, value: passedCommit(context) };
    if (stop?.reason === 'exhausted') {
      const passed = await withoutDoubtedTests(context);
      return passed === null ? { ok: false, end: nothingPassed(context) } : { ok: true, value: passed };
    }
    if (stop?.reason === 'budget') {
      state = tellBudgetRaised(await waitForBudget(context, state));
      continue;
    }
    for (const move of moves) {
      if (move.kind !== 'stop') state = await carryOut(context, state, move);
    }
  }
}

/** Starts one move and waits for its end; a move that the rest of the budget cannot pay for is not started. */
async function carryOut(context: TryContext, state: PolicyState, move: TryMove): Promise<PolicyState> {
  const planned = await planTry(context, move);
  if (!planned.ok) {
    context.refusedMicroUsd = planned.neededMicroUsd;
    return tellRefused(state, move);
  }
  const key = planned.input.key;
  const started = tellStarted(state, key, move);
  const record = await runTry(context, planned.input, planned.workflowId);
  context.tried.set(key, record);
  return tellResult(started, key, resultOf(record));
}

function resultOf(record: CandidateRecord): TryResult {
  return {
    end: record.end,
    passed: record.verdict?.passed ?? false,
    score: record.verdict?.score ?? 0,
    judged: record.verdict !== null,
  };
}

async function waitForBudget({ run, refusedMicroUsd }: TryContext, state: PolicyState): Promise<PolicyState> {
  const left = availableMicroUsd(run.budget);
  const needed = run.budget.capMicroUsd - left + refusedMicroUsd;
  const next = state.refused ? `the next try (${state.refused.generator})` : 'the next try';
  await budgetRaised(
    run,
    needed,
    `paused on budget: ${formatUsd(left)} is left and ${next} may need ${formatUsd(refusedMicroUsd)}; ` +
      `raise the budget to ${formatUsd(needed)} or more to go on`,
  );
  return state;
}

/** What may be delivered is what was judged. */
function passedCommit(context: TryContext): string {
  for (const { verdict } of context.tried.values()) {
    if (verdict?.passed) return verdict.judgedCommit;
  }
  throw new Error('the policy saw a pass that no try has');
}

/** When no model could be asked at all, that is an error to mend, not a hard spec. */
function nothingPassed(context: TryContext): RunEnd {
  const tries = [...context.tried.values()];
  const unavailable = tries.filter((one) => one.end === 'modelUnavailable');
  if (unavailable.length === tries.length) {
    return { outcome: 'failed', summary: `No model could be asked. ${unavailable.map((one) => one.note).join(' ')}` };
  }
  if (context.task.id === WHOLE_TASK_ID) {
    const summary = `The tasks passed one by one, but not together: none of ${tries.length} repairs of the whole passed.`;
    return { outcome: 'nothingPassed', summary };
  }
  const count = tries.length === 1 ? 'The one try' : `None of ${tries.length} tries`;
  const did = tries.length === 1 ? 'did not pass' : 'passed';
  return { outcome: 'nothingPassed', summary: `${count} at "${context.task.title}" ${did} the tests.` };
}
