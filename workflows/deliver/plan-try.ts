// Before a try starts: its name, its first messages, and the part of the budget that it may use.

import type { ArtifactRef } from '../../core/artifact.js';
import { type Amount, reserve } from '../../core/budget.js';
import type { CandidateInput, CandidateRecord, Conversation } from '../../core/candidate.js';
import type { Generator, PromptVariant } from '../../core/generator.js';
import { candidateName, journalKey, numberOf } from '../../core/journal-key.js';
import { leaseFor } from '../../core/lease.js';
import type { BriefInput, RepairBriefInput, ReviewComment } from '../../core/model-activities.js';
import type { TryMove } from '../../core/move.js';
import { singleTaskPlan, type Task } from '../../core/plan.js';
import type { PolicyState } from '../../core/policy/policy.js';
import { continuesConversation } from '../../core/repair-context.js';
import type { ShownTests } from '../../core/written-tests.js';
import { briefs } from '../hands.js';
import { summary } from '../summary.js';
import { planOf, preparedOf, type Run } from './run.js';
import { leaseTerms, patienceMsFor, tryLimitsOf } from './try-terms.js';

export interface SearchStart {
  /** The commit that fresh candidates start from. */
  commit: string;
  /** What is known to be wrong with it: then even a first try is a repair. */
  findings: ArtifactRef | null;
  /** False while other parts of the spec are still missing. */
  judgeAcceptance: boolean;
  /** Present where a published result is changed: `commit` is what was published, or that with something merged in. */
  change?: PublishedChange;
}

export interface PublishedChange {
  /** What people said of it; null where it is to be mended, and a try that changes nothing mends nothing. */
  remarks: ReviewComment[] | null;
  /** Findings beside those of the start. */
  moreFindings?: ArtifactRef[];
  /** Paths in which marks of a conflict stand. */
  conflicts?: string[];
}

/** What the tries at one task share. */
export interface TryContext {
  run: Run;
  task: Task;
  start: SearchStart;
  /** The first messages of fresh tries by prompt variant: the same for all, so that prompts can be cached. */
  briefs: Map<PromptVariant, Conversation>;
  tried: Map<string, CandidateRecord>;
  /** What the policy knows. */
  state: PolicyState;
  /** When the model last answered in each try. */
  answeredAtMs: Map<string, number>;
  /** What the try needs that the budget refused. */
  refused: Amount;
}

export type PlannedTry = { ok: true; input: CandidateInput; workflowId: string } | { ok: false; needed: Amount };

/** `sideBySide`: how many tries are begun together and share what one might use. */
export async function planTry(context: TryContext, move: TryMove, sideBySide: number): Promise<PlannedTry> {
  const { run, task } = context;
  const generator = generatorOf(run, move);
  const conversation = await firstMessages(context, move, generator);
  const leased = leaseFor(run.budget, generator, conversation.bytes, sideBySide);
  if (!leased.ok) return leased;

  const name = nameOf(context, move);
  const workflowId = journalKey(run.deliverId, run.input.generation, task.id, name);
  const reservation = reserve(run.budget, workflowId, leased.lease);
  if (!reservation.ok) return { ok: false, needed: leased.lease };
  run.budget = reservation.budget;

  const { baseCommit, validator } = preparedOf(run);
  const { spec, repository, terms } = run.input;
  const input: CandidateInput = {
    key: `${run.name}/${task.id}/${name}`,
    deliverId: run.deliverId,
    generation: run.input.generation,
    run: run.name,
    taskId: task.id,
    taskTitle: task.title,
    specTitle: spec.title,
    repository,
    baseCommit,
    startCommit: startCommitOf(context, move),
    move,
    generator,
    ...leaseTerms(run, leased.lease),
    patienceMs: patienceMsFor(run, generator),
    conversation,
    tryLimits: tryLimitsOf(run),
    validator,
    sandbox: terms.sandbox,
    ...(context.start.change ? { purpose: purposeOf(context.start.change, move) } : {}),
  };
  return { ok: true, input, workflowId };
}

async function firstMessages(context: TryContext, move: TryMove, generator: Generator): Promise<Conversation> {
  const { run, task, start } = context;
  const { spec, repository } = run.input;
  const { validator } = preparedOf(run);
  const written = run.written && shownTests(run.written);
  const { promptVariant } = generator.settings;
  const shared = { repository, ...workOn(context), spec, task, validator, written };
  const brief = promptVariant === undefined ? shared : { ...shared, promptVariant };
  const parent = move.kind === 'repair' ? context.tried.get(move.parent) : undefined;
  const findings = parent?.verdict?.findings ?? start.findings;
  if (findings) {
    const startCommit = startCommitOf(context, move);
    const continues = parent ? continuedConversation(context, generator, parent) : null;
    return briefs.composeRepair.executeWithOptions({ summary: summary(`Write the findings down for ${task.title}`) }, [
      { ...brief, startCommit, findings, ...moreFindings(parent ? undefined : start.change), ...continued(continues) },
    ]);
  }
  const variant = promptVariant ?? 'standard';
  const known = context.briefs.get(variant);
  if (known) return known;
  const options = { summary: summary(`Brief: ${task.title}`) };
  const comments = start.change?.remarks;
  const conversation = comments
    ? await briefs.composeReview.executeWithOptions(options, [{ ...brief, startCommit: start.commit, comments }])
    : await briefs.composeBrief.executeWithOptions(options, [brief]);
  context.briefs.set(variant, conversation);
  return conversation;
}

/** A change is to the whole of what was published, and is shown with all that was made of the base. */
function workOn({ run, start }: TryContext): Pick<BriefInput, 'baseCommit' | 'plan'> {
  if (!start.change) return { baseCommit: start.commit, plan: planOf(run) };
  return { baseCommit: preparedOf(run).baseCommit, plan: singleTaskPlan(run.input.spec.title) };
}

function purposeOf({ remarks }: PublishedChange, move: TryMove): 'repair' | 'review' {
  return remarks && move.kind === 'generate' ? 'review' : 'repair';
}

function moreFindings(change: PublishedChange | undefined): Pick<RepairBriefInput, 'moreFindings'> {
  return change?.moreFindings ? { moreFindings: change.moreFindings } : {};
}

function continued(continues: Conversation | null): Pick<RepairBriefInput, 'continues'> {
  return continues ? { continues } : {};
}

/** The conversation of the try to be mended, where going on with it is the better start. */
function continuedConversation(
  context: TryContext,
  generator: Generator,
  parent: CandidateRecord,
): Conversation | null {
  const { run, briefs: known, answeredAtMs } = context;
  const { conversation } = parent;
  const brief = known.get(generator.settings.promptVariant ?? 'standard');
  if (!conversation || !brief) return null;
  const goesOn = continuesConversation(run.input.terms.repairContext ?? 'cheaper', {
    price: generator.price,
    end: parent.end,
    sameGenerator: parent.generator === generator.name,
    conversationBytes: conversation.bytes,
    briefBytes: brief.bytes,
    idleMs: Date.now() - (answeredAtMs.get(parent.key) ?? 0),
  });
  return goesOn ? conversation : null;
}

function shownTests({ visible, contract, superseded }: ShownTests): ShownTests {
  return superseded ? { visible, contract, superseded } : { visible, contract };
}

/** A repair goes on from what was judged: the parent's work with protected files restored. */
function startCommitOf(context: TryContext, move: TryMove): string {
  const parent = move.kind === 'repair' ? context.tried.get(move.parent) : undefined;
  return parent?.verdict?.judgedCommit ?? context.start.commit;
}

/** `1`, `2`, ... for fresh tries; a repair carries its parent's number and which in the row it is. */
function nameOf({ state: { tries } }: TryContext, move: TryMove): string {
  if (move.kind === 'generate') return candidateName(tries.filter((one) => one.move.kind === 'generate').length + 1, 0);
  const number = numberOf(move.parent);
  const row = tries.filter((one) => one.move.kind === 'repair' && numberOf(one.key) === number);
  return candidateName(number, row.length + 1);
}

function generatorOf(run: Run, move: TryMove): Generator {
  const generator = run.input.terms.portfolio.find((one) => one.name === move.generator);
  if (!generator) throw new Error(`the policy asked for "${move.generator}", which is not in the portfolio`);
  return generator;
}
