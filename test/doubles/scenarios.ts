// The runs of which golden histories are kept: one for each branch that a run can take. Each drives its run to its end.
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import type { PlanApproval } from '../../core/approval.js';
import { MESSAGES } from '../../core/deliver.js';
import type { CallModelResult } from '../../core/model-activities.js';
import { NO_USAGE } from '../../core/price.js';
import type { DeliverStatus } from '../../core/status.js';
import { DEFAULT_VALIDATOR_TERMS, type Terms } from '../../core/terms.js';
import type { CheckedTests } from '../../core/written-tests.js';
import { aVerdict } from './records.js';
import {
  acceptedTests,
  artifact,
  conversation,
  done,
  failedVerdict,
  type Script,
  wantsTool,
} from './scripted-activities.js';
import { aCheck, aRemark, type ScriptedForge } from './scripted-forge.js';
import { type ScriptedRun, TWO_FAMILIES } from './scripted-run.js';

export interface Scenario {
  name: string;
  script: () => Script;
  terms: Partial<Terms>;
  /** True for a run of an issue. Absent: it comes from a file, and the forge is told nothing. */
  fromIssue?: true;
  /** Drives the run to its end, which may be a failure. */
  drive(run: ScriptedRun, forge: ScriptedForge): Promise<unknown>;
}

const POLL_MS = 15;

const WRITES_TESTS: Partial<Terms> = { validator: { ...DEFAULT_VALIDATOR_TERMS, acceptance: 'write', holdout: 0.3 } };

export const SCENARIOS: Scenario[] = [
  { name: 'first-try-passes', script: toolThenDone, terms: {}, drive: ({ handle }) => handle.result() },
  {
    name: 'nothing-passes',
    script: () => ({ judge: async () => failedVerdict() }),
    terms: {},
    drive: ({ handle }) => handle.result(),
  },
  {
    name: 'planned-and-repaired',
    script: plannedScript,
    terms: { decompose: true },
    drive: ({ handle }) => handle.result(),
  },
  { name: 'budget-raised', script: secondGeneratorPasses, terms: { budgetMicroUsd: 60_000 }, drive: raiseBudget },
  { name: 'paused-and-resumed', script: toolThenDone, terms: {}, drive: pauseAndResume },
  {
    name: 'cancelled',
    script: () => ({ callModel: () => Context.current().cancelled, chargedUnder: () => 777 }),
    terms: {},
    drive: cancelMidway,
  },
  { name: 'tests-written', script: testsMended, terms: WRITES_TESTS, drive: ({ handle }) => handle.result() },
  {
    name: 'tests-set-aside',
    script: testsDoubted,
    terms: { ...WRITES_TESTS, portfolio: TWO_FAMILIES },
    drive: ({ handle }) => handle.result(),
  },
  {
    name: 'plan-approved',
    script: () => ({}),
    terms: { ...WRITES_TESTS, gates: ['plan'] },
    drive: approvePlan,
  },
  { name: 'told-and-compacted', script: toldAndCompacted, terms: {}, drive: ({ handle }) => handle.result() },
  { name: 'stuck', script: stuckScript, terms: { repairsMax: 0 }, drive: ({ handle }) => handle.result() },
  {
    name: 'paused-out',
    script: () => ({ judge: async () => failedVerdict() }),
    terms: { budgetMicroUsd: 60_000, repairsMax: 0, pauseLimitMs: 50 },
    drive: ({ handle }) => handle.result(),
  },
  {
    name: 'generator-gone',
    script: firstIsGone,
    terms: { portfolio: TWO_FAMILIES },
    drive: ({ handle }) => handle.result(),
  },
  {
    name: 'side-by-side',
    script: () => ({ callModel: async ({ identity }) => (/[13]$/.test(identity.attempt) ? ended() : done()) }),
    terms: { strategy: 'best-of-n', bestOf: 3 },
    drive: ({ handle }) => handle.result(),
  },
  {
    name: 'continued-as-new',
    script: plannedScript,
    terms: { decompose: true, historyEventsMax: 10 },
    drive: ({ handle }) => handle.result(),
  },
  { name: 'pull-request', script: workedOnTwice, terms: {}, fromIssue: true, drive: reviewAndMerge },
  { name: 'issue-closed', script: toolThenDone, terms: {}, fromIssue: true, drive: editAndClose },
  { name: 'base-cannot-run', script: brokenBase, terms: {}, drive: ({ handle }) => handle.result() },
];

/** Between two looks: each costs worker and server some work that others wait for. */
export function pollPause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** Waits for what can only be seen by looking; the run's own time limit bounds it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pollPause();
}

/** Asks for the status until it is as wanted; the run's own time limit bounds it. */
export async function untilStatus(
  handle: WorkflowHandle,
  wanted: (status: DeliverStatus) => boolean,
): Promise<DeliverStatus> {
  for (;;) {
    const status = await handle.query<DeliverStatus>(MESSAGES.status);
    if (wanted(status)) return status;
    await pollPause();
  }
}

function toolThenDone(): Script {
  const turns = [wantsTool(), done()];
  return { callModel: async () => turns.shift() ?? done() };
}

/** An answer without a call, then one that is of no use, then a conversation that has grown too long. */
function toldAndCompacted(): Script {
  const useless = { reason: 'emptyAnswer', message: 'the answer holds neither text nor a tool call' } as const;
  const long = { ...wantsTool(), conversation: { ...conversation, bytes: 300_000 } } as CallModelResult;
  const turns: CallModelResult[] = [
    done(),
    wantsTool(),
    { ok: false, ...useless, chargedMicroUsd: 5, usage: NO_USAGE, replayed: false },
    long,
  ];
  return { callModel: async () => turns.shift() ?? done(), asksAgain: true };
}

/** The same call again and again; the next generator passes. */
function stuckScript(): Script {
  const again = { ...wantsTool(), calls: 'cat a' } as CallModelResult;
  return {
    callModel: async ({ generator }) => (generator.name === 'vendor/small' ? again : done()),
    runTools: () => ({ commit: 'base' }),
    judge: async (input) => (input.candidate.endsWith('/2') ? aVerdict() : failedVerdict()),
  };
}

/** The provider asks for a moment, then the key is dead; the next generator passes. */
function firstIsGone(): Script {
  const nothing = { chargedMicroUsd: 0, usage: NO_USAGE, replayed: false };
  const turns: CallModelResult[] = [
    { ok: false, reason: 'busy', message: 'too many requests', waitMs: 20, ...nothing },
    { ok: false, reason: 'gone', message: 'the key is dead', ...nothing },
  ];
  return { callModel: async () => turns.shift() ?? done() };
}

/** Until it is cancelled. */
function ended(): Promise<CallModelResult> {
  return Context.current().cancelled;
}

function secondGeneratorPasses(): Script {
  return { judge: async (input) => (input.candidate.endsWith('/2') ? aVerdict() : failedVerdict()) };
}

function brokenBase(): Script {
  return { baseline: async () => ({ ok: false, reason: 'cannotRun', message: 'npm test cannot run', log: null }) };
}

/** Refused once, accepted then, with a part held out. */
function testsMended(): Script {
  const turns = [wantsTool(), done()];
  const checks: CheckedTests[] = [{ ok: false, problems: ['all of their tests pass on the base already'] }];
  return {
    callModel: async () => turns.shift() ?? done(),
    checkTests: async () => checks.shift() ?? { ...acceptedTests(), heldOut: { ...acceptedTests(), files: artifact } },
  };
}

function testsDoubted(): Script {
  const doubted = 'test/thing.test.js > asks too much';
  const failing = {
    ...failedVerdict(),
    reason: 'acceptance' as const,
    acceptanceTotal: 5,
    failedAcceptance: [doubted],
  };
  return { judge: async ({ setAside }) => (setAside?.includes(doubted) ? aVerdict() : failing) };
}

function plannedScript(): Script {
  const task = (id: string) => ({ id, title: `Do ${id}`, description: '', dependsOn: [], paths: [], acceptance: [] });
  const plan = { summary: '', tasks: [task('first'), task('second')] };
  let wholes = 0;
  return {
    plan: async () => ({ ok: true, plan, chargedMicroUsd: 70, usage: NO_USAGE, replayed: false }),
    judge: async (input) => {
      if (input.taskId !== '_whole') return aVerdict();
      wholes += 1;
      return wholes === 1 ? failedVerdict() : aVerdict();
    },
  };
}

/** A tool and a word, for the spec and for the review of its result. */
function workedOnTwice(): Script {
  const turns = [wantsTool(), done(), wantsTool(), done()];
  return {
    callModel: async () => turns.shift() ?? done(),
    judge: async ({ taskId }) => aVerdict({ judgedCommit: `${taskId}-judged` }),
  };
}

/** A remark, a check that fails once, a base that moves on, the merge, and what takes it back. */
async function reviewAndMerge(run: ScriptedRun, forge: ScriptedForge): Promise<unknown> {
  const look = () => run.handle.signal(MESSAGES.forgeEvent, { kind: 'look' });
  await until(() => forge.looks > 0);
  forge.news = { remarks: [aRemark()] };
  await look();
  await until(() => forge.answered.length > 0);
  forge.news = { checks: [aCheck()] };
  await look();
  await until(() => forge.rerun.length > 0);
  forge.news = { baseCommit: 'newer', merge: 'behind' };
  await look();
  await until(() => forge.pushed.length === 3);
  forge.news = { state: 'merged', by: 'ann' };
  await look();
  await until(() => forge.outcomes.at(-1)?.state === 'accepted');
  forge.news = { state: 'reverted', by: 'ann' };
  await look();
  return run.handle.result();
}

async function editAndClose({ handle }: ScriptedRun): Promise<unknown> {
  const changed = { sha256: 'e'.repeat(64), note: 'It was edited: approve it.' };
  await handle.signal(MESSAGES.forgeEvent, { kind: 'text', changed });
  await untilStatus(handle, (status) => status.paused === 'text');
  await handle.signal(MESSAGES.forgeEvent, { kind: 'issue', state: 'closed', by: 'ann' });
  return handle.result();
}

async function raiseBudget({ handle }: ScriptedRun): Promise<unknown> {
  await untilStatus(handle, (status) => status.paused === 'budget');
  await handle.executeUpdate<number, [number]>(MESSAGES.setBudget, { args: [5_000_000] });
  return handle.result();
}

async function approvePlan({ handle }: ScriptedRun): Promise<unknown> {
  await untilStatus(handle, (status) => status.paused === 'approval');
  const approval: PlanApproval = { supersede: true, mayChange: ['test/old.test.js'] };
  await handle.executeUpdate<PlanApproval, [PlanApproval]>(MESSAGES.approvePlan, { args: [approval] });
  return handle.result();
}

async function pauseAndResume({ handle }: ScriptedRun): Promise<unknown> {
  await handle.signal(MESSAGES.pause);
  await untilStatus(handle, (status) => status.paused === 'user');
  await handle.signal(MESSAGES.resume);
  return handle.result();
}

async function cancelMidway({ handle }: ScriptedRun): Promise<unknown> {
  await untilStatus(handle, (status) => status.reservedMicroUsd > 0);
  await handle.cancel();
  return handle.result().catch((error: unknown) => error);
}
