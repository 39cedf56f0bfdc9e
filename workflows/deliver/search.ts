// Search: tries at one task until one passes. The policy says which to begin; each that is begun runs by itself, side by
// side with others where the policy wants it, and the first that passes ends the others.
import { CancellationScope } from '@temporalio/workflow';
import type { CandidateRecord } from '../../core/candidate.js';
import { cheapestFirst } from '../../core/generator.js';
import type { Move, StopReason, TryMove } from '../../core/move.js';
import type { Task } from '../../core/plan.js';
import { POLICIES } from '../../core/policy/policies.js';
import {
  FRESH_POLICY_STATE,
  type PolicyTerms,
  type TryResult,
  tellAvailable,
  tellBudgetRaised,
  tellRefused,
  tellResult,
  tellStarted,
} from '../../core/policy/policy.js';
import { CANDIDATES_IN_RUN_MAX } from '../../core/slim-candidates.js';
import { DEFAULT_BEST_OF, DEFAULT_CANDIDATES_MAX } from '../../core/terms.js';
import { awayNow } from './generators.js';
import { moreBudget, outOfBudget } from './more-budget.js';
import { planTry, type SearchStart, type TryContext } from './plan-try.js';
import type { Run, Step } from './run.js';
import { isAnswer, runTry } from './run-try.js';
import { deadlineOver, nothingPassed, pausedOut } from './search-ends.js';
import { withoutDoubtedTests } from './set-aside.js';
import { deadlineAtMs, notPaused, providerFree } from './wait.js';

/** The tries that run now, in a scope of their own that ends them together. */
interface Side {
  scope: CancellationScope;
  running: Map<string, Promise<void>>;
}

/** The commit of the first candidate that passed, or why the run ends here. */
export async function search(run: Run, task: Task, start: SearchStart): Promise<Step<string>> {
  const context: TryContext = {
    run,
    task,
    start,
    briefs: new Map(),
    tried: new Map(),
    answeredAtMs: new Map(),
    state: FRESH_POLICY_STATE,
    refused: { microUsd: 0, tokens: 0 },
  };
  const side: Side = { scope: new CancellationScope(), running: new Map() };
  try {
    return await untilStop(context, side);
  } finally {
    // Those that lost are ended, and what they cost is booked before anything goes on.
    if (side.running.size > 0) side.scope.cancel();
    await Promise.allSettled(side.running.values());
  }
}

async function untilStop(context: TryContext, side: Side): Promise<Step<string>> {
  for (;;) {
    await notPaused(context.run);
    const moves = nextMoves(context, side);
    const stop = moves.find((move) => move.kind === 'stop');
    const end = stop ? await stopped(context, stop.reason) : null;
    if (end) return end;
    for (const move of moves) {
      if (move.kind !== 'stop' && !(await begin(context, side, move, moves.length))) break;
    }
    if (side.running.size > 0) await Promise.race(side.running.values());
  }
}

type AnyStop = StopReason | 'deadline' | 'tooMany';
type NextMove = TryMove | { kind: 'stop'; reason: AnyStop };

/** What the policy asks for, within the limits that hold for every policy. */
function nextMoves(context: TryContext, { running }: Side): NextMove[] {
  const { run } = context;
  context.state = tellAvailable(context.state, awayNow(run));
  const moves: Move[] = POLICIES[run.input.terms.strategy].ask(policyTerms(run), context.state);
  if (moves.some((move) => move.kind === 'stop' && move.reason === 'passed')) return moves;
  const ofTask = (run.input.terms.candidatesMax ?? DEFAULT_CANDIDATES_MAX) - context.state.tries.length;
  const left = Math.min(ofTask, CANDIDATES_IN_RUN_MAX - run.candidates.length - running.size);
  const atMs = deadlineAtMs(run);
  if (atMs !== null && Date.now() >= atMs) return running.size > 0 ? [] : [{ kind: 'stop', reason: 'deadline' }];
  if (moves.some(({ kind }) => kind === 'stop') || left > 0) return moves.slice(0, Math.max(1, left));
  return running.size > 0 ? [] : [{ kind: 'stop', reason: 'tooMany' }];
}

function policyTerms({ input: { terms } }: Run): PolicyTerms {
  return {
    generators: cheapestFirst(terms.portfolio),
    repairsMax: terms.repairsMax,
    bestOf: terms.bestOf ?? DEFAULT_BEST_OF,
  };
}

/** The end of the search, or null to ask the policy again. */
async function stopped(context: TryContext, reason: AnyStop): Promise<Step<string> | null> {
  switch (reason) {
    case 'passed':
      return { ok: true, value: passedCommit(context) };
    case 'budget':
      // A published result waits for no money: it is looked after meanwhile.
      if (context.start.change) return { ok: false, end: outOfBudget(context) };
      if (!(await moreBudget(context))) return { ok: false, end: pausedOut(context.run) };
      context.state = tellBudgetRaised(context.state);
      return null;
    case 'busy':
      await providerFree(context.run);
      return null;
    case 'deadline':
      return { ok: false, end: deadlineOver(context.run) };
    case 'tooMany':
    case 'exhausted': {
      const passed = context.start.change ? null : await withoutDoubtedTests(context);
      return passed === null ? { ok: false, end: nothingPassed(context) } : { ok: true, value: passed };
    }
  }
}

/** Begins one try. False when the rest of the budget cannot pay for it: then nothing is begun. */
async function begin(context: TryContext, side: Side, move: TryMove, sideBySide: number): Promise<boolean> {
  const planned = await planTry(context, move, sideBySide);
  if (!planned.ok) {
    context.refused = planned.needed;
    context.state = tellRefused(context.state, move);
    return false;
  }
  const { key } = planned.input;
  context.state = tellStarted(context.state, key, move);
  const trying = side.scope.run(async () => {
    const record = await runTry(context, planned.input, planned.workflowId);
    context.tried.set(key, record);
    context.state = tellResult(context.state, key, resultOf(context, record));
    side.running.delete(key);
  });
  // A failure is told to whoever waits for the next end; until then nobody listens.
  trying.catch(() => undefined);
  side.running.set(key, trying);
  return true;
}

function resultOf({ start }: TryContext, record: CandidateRecord): TryResult {
  return {
    end: record.end,
    passed: record.verdict?.passed ?? isAnswer(start, record),
    score: record.verdict?.score ?? 0,
    judged: record.verdict !== null,
  };
}

/** What may be delivered is what was judged. */
function passedCommit(context: TryContext): string {
  for (const record of context.tried.values()) {
    if (record.verdict?.passed) return record.verdict.judgedCommit;
    if (isAnswer(context.start, record)) return context.start.commit;
  }
  throw new Error('the policy saw a pass that no try has');
}
