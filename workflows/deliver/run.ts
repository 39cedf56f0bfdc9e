// The state of one run: everything that the stages share, and nothing that is not plain data.
import type { JudgeInput } from '../../core/activities.js';
import type { PlanApproval } from '../../core/approval.js';
import { ALL_AVAILABLE, type Availability } from '../../core/availability.js';
import { type Budget, openBudget, reservedMicroUsd } from '../../core/budget.js';
import type { CandidateRecord } from '../../core/candidate.js';
import { type DeliverInput, runName } from '../../core/deliver.js';
import type { FollowMemory } from '../../core/follow/memory.js';
import type { PullRequestRef, ShownProgress } from '../../core/forge-activities.js';
import { isChangeTask, type Plan } from '../../core/plan.js';
import type { OverheadCall } from '../../core/receipt.js';
import { slimCandidates } from '../../core/slim-candidates.js';
import type { DeliverStatus, Outcome, PauseReason, Stage, TaskStatus } from '../../core/status.js';
import type { BaselineOk, ValidatorPlan, Verdict } from '../../core/validator.js';
import type { WrittenTests } from '../../core/written-tests.js';
import { holdsOf } from './holds.js';

/** What of a run goes on when its workflow continues as new. */
export type CarriedRun = Omit<Run, 'input'>;

export interface Run {
  readonly input: DeliverInput;
  readonly deliverId: string;
  /** Name of this generation in keys and refs. */
  readonly name: string;
  readonly startedAtMs: number;
  stage: Stage;
  outcome: Outcome;
  doing: string;
  pausedByUser: boolean;
  /** The smallest total that lets the next try start, while the run waits for it. */
  budgetNeededMicroUsd: number | null;
  /** The same for tokens, where they are capped. */
  budgetNeededTokens: number | null;
  /** True while a person's word on the plan is waited for. */
  waitsForApproval: boolean;
  approval: PlanApproval | null;
  /** How long it stood still for a person. */
  standstillMs: number;
  availability: Availability;
  budget: Budget;
  /** Known as soon as the repository is open, also when it then turns out that it cannot be tested. */
  base: Base | null;
  /** Set at the end of `prepare`. */
  prepared: Prepared | null;
  /** Acceptance tests that a model wrote and that were accepted. */
  written: WrittenTests | null;
  plan: Plan | null;
  /** What the validator said of all tasks together. */
  whole: Verdict | null;
  tasks: TaskStatus[];
  /** The commit that holds what was integrated so far; null before anything was worked on. */
  integrated: string | null;
  candidates: CandidateRecord[];
  /** Workflow ids of the candidates that run now. */
  children: string[];
  overheadCalls: OverheadCall[];
  notes: string[];
  branch: string | null;
  commit: string | null;
  pullRequest: PullRequestRef | null;
  /** What is remembered of the pull request; null before it is followed. */
  following: FollowMemory | null;
  issue: IssueState;
}

/** What a run knows of its issue beside the spec. One that came from a file stays as it began. */
export interface IssueState {
  /** Hash of its text while that is another than the pinned one; null: it is as pinned. */
  textChanged: string | null;
  /** Who took the label away that started the run; null while it is there. */
  labelGone: { by: string | null } | null;
  /** Why the work is not wanted any more, in one sentence. */
  withdrawn: string | null;
  /** What a person has to mend before the run can go on; null: nothing. */
  toMend: string | null;
  /** Counts the times that somebody wants it to try or to look at once. */
  resumes: number;
  looks: number;
  /** The living comment as it was brought up to date the last time; null: not yet, or it has to be looked for. */
  shown: ShownProgress | null;
  /** Comments that are still to be written. */
  unsaid: Words[];
  /** True once it is not where it was: nothing is told to it any more. */
  unreachable: boolean;
  /** True while something is told to it beside the stages. */
  telling: boolean;
  /** True once this workflow ends, or makes room for the next: what goes on beside the stages is to end first. */
  leaving: boolean;
}

export interface Words {
  /** Of the issue or the pull request. */
  number: number;
  key: string;
  text: string;
}

/** Where the run starts from. */
export interface Base {
  commit: string;
  branch: string;
  dirty: boolean;
  /** How it is tested, as a person would type it; empty until that is known. */
  testCommand: string;
}

/** What `prepare` finds out about the repository. */
export interface Prepared {
  baseCommit: string;
  validator: ValidatorPlan;
  baseline: BaselineOk;
}

/** How a stage ended: with what the next one needs, or with the end of the run. */
export type Step<T> = { ok: true; value: T } | { ok: false; end: RunEnd };

export interface RunEnd {
  outcome: Exclude<Outcome, 'running'>;
  /** One sentence for people that names the thing and, where there is one, the way out. */
  summary: string;
}

export function newRun(input: DeliverInput, deliverId: string, startedAtMs: number): Run {
  return {
    input,
    deliverId,
    name: runName(input.spec.slug, input.generation),
    startedAtMs,
    stage: 'prepare',
    outcome: 'running',
    doing: 'starting',
    pausedByUser: false,
    budgetNeededMicroUsd: null,
    budgetNeededTokens: null,
    waitsForApproval: false,
    approval: null,
    standstillMs: 0,
    availability: ALL_AVAILABLE,
    budget: openBudget(input.terms.budgetMicroUsd, input.terms.budgetTokens ?? null),
    base: null,
    prepared: null,
    written: null,
    plan: null,
    whole: null,
    tasks: [],
    integrated: null,
    candidates: [],
    children: [],
    overheadCalls: [],
    notes: [],
    branch: null,
    commit: null,
    pullRequest: null,
    following: null,
    issue: {
      textChanged: null,
      labelGone: null,
      withdrawn: null,
      toMend: null,
      resumes: 0,
      looks: 0,
      shown: null,
      unsaid: [],
      unreachable: false,
      telling: false,
      leaving: false,
    },
  };
}

/** For stages after `prepare`, which cannot run without it. */
export function preparedOf(run: Run): Prepared {
  if (!run.prepared) throw new Error(`stage ${run.stage} was entered before the repository was prepared`);
  return run.prepared;
}

/** For stages after `decompose`. */
export function planOf(run: Run): Plan {
  if (!run.plan) throw new Error(`stage ${run.stage} was entered before there was a plan`);
  return run.plan;
}

type JudgedBy = Pick<JudgeInput, 'baseline' | 'acceptance' | 'heldOut' | 'setAside' | 'superseded'>;

/** What commits are judged by: the spec's acceptance tests, or written ones, or the base's tests alone. */
export function judgedBy(run: Run): JudgedBy {
  const { written } = run;
  // What people pushed to the branch, their changes to tests among it, is the base of all that follows.
  if (run.following?.foreign) return { baseline: preparedOf(run).baseline.results, acceptance: null };
  if (written) {
    const { results, visible, heldOut, setAside, superseded } = written;
    const approved = run.approval?.supersede ?? false;
    return {
      baseline: results,
      acceptance: visible,
      heldOut,
      setAside,
      ...(superseded ? { superseded: superseded.map(({ id }) => ({ id, approved })) } : {}),
    };
  }
  const { results, acceptanceFiles } = preparedOf(run).baseline;
  return { baseline: results, acceptance: acceptanceFiles ?? run.input.spec.acceptance };
}

/** The verdict on what is delivered: on the last change to it, else on the whole, else on the last try that passed. */
export function deliveredVerdict({ whole, candidates }: Pick<Run, 'whole' | 'candidates'>): Verdict | null {
  const last = candidates.findLast(({ verdict }) => verdict?.passed);
  if (whole?.passed && !isChangeTask(last?.taskId ?? '')) return whole;
  return last?.verdict ?? null;
}

export function ended(outcome: RunEnd['outcome'], summary: string): { ok: false; end: RunEnd } {
  return { ok: false, end: { outcome, summary } };
}

/** The answer of the status query. */
export function statusOf(run: Run): DeliverStatus {
  return {
    deliverId: run.deliverId,
    generation: run.input.generation,
    title: run.input.spec.title,
    stage: run.stage,
    outcome: run.outcome,
    paused: pauseReason(run),
    doing: run.doing,
    tasks: run.tasks,
    candidates: slimCandidates(run.candidates),
    budgetMicroUsd: run.budget.capMicroUsd,
    reservedMicroUsd: reservedMicroUsd(run.budget),
    spentMicroUsd: run.budget.spentMicroUsd,
    budgetNeededMicroUsd: run.budgetNeededMicroUsd,
    ...tokensOf(run),
    ...(run.written?.superseded ? { superseded: run.written.superseded } : {}),
    branch: run.branch,
    ...(run.pullRequest ? { pullRequest: run.pullRequest } : {}),
    startedAtMs: run.startedAtMs,
  };
}

function tokensOf({ budget, budgetNeededTokens }: Run): Pick<DeliverStatus, 'tokens'> {
  const { capTokens, spentTokens } = budget;
  return capTokens === null ? {} : { tokens: { cap: capTokens, spent: spentTokens, needed: budgetNeededTokens } };
}

/** Of several, the one that a person has to know first. */
export function pauseReason(run: Run): PauseReason | null {
  const [held] = holdsOf(run);
  if (held) return held;
  if (run.issue.toMend !== null) return 'mend';
  if (run.waitsForApproval) return 'approval';
  return run.budgetNeededMicroUsd === null ? null : 'budget';
}
