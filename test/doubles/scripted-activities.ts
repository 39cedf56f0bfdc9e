// Activities without an outside world, for tests of the workflows' order alone: each does what the test scripts, and
// all that was asked is kept. Temporal itself is real.
import type { Activities, JudgeInput, RunToolsInput, RunToolsResult } from '../../core/activities.js';
import type { CheckTestsInput, DeliverTestsInput, TestsBriefInput } from '../../core/author-activities.js';
import type { Conversation } from '../../core/candidate.js';
import type {
  CallModelInput,
  CallModelResult,
  CompactInput,
  PlanResult,
  RepairBriefInput,
} from '../../core/model-activities.js';
import { NO_USAGE } from '../../core/price.js';
import type { Receipt } from '../../core/receipt.js';
import type { BaselineOk, BaselineOutcome, Verdict } from '../../core/validator.js';
import type { CheckedTests } from '../../core/written-tests.js';
import { aVerdict } from './records.js';

export interface Script {
  plan?: () => Promise<PlanResult>;
  callModel?: (input: CallModelInput) => Promise<CallModelResult>;
  /** Whether `callModel` also answers when a try that changed nothing is asked once more. */
  asksAgain?: boolean;
  /** What differs from a turn that changes something and goes well. */
  runTools?: (input: RunToolsInput) => Partial<RunToolsResult>;
  judge?: (input: JudgeInput) => Promise<Verdict>;
  /** How dependencies are installed; nothing is to install without it. */
  setup?: string;
  baseline?: () => Promise<BaselineOutcome>;
  chargedUnder?: () => number;
  checkTests?: (input: CheckTestsInput) => Promise<CheckedTests>;
}

export interface Asked {
  calls: CallModelInput[];
  testsBriefs: TestsBriefInput[];
  checked: CheckTestsInput[];
  delivered: DeliverTestsInput[];
  judged: JudgeInput[];
  compacted: CompactInput[];
  repairs: RepairBriefInput[];
  receipts: Receipt[];
}

export const conversation: Conversation = {
  head: { sha256: 'f'.repeat(64), bytes: 100, preview: 'Do it' },
  bytes: 1_000,
  messages: 2,
};
export const artifact = { sha256: 'a'.repeat(64), bytes: 2, preview: '[]' };
export const CALL_MICRO_USD = 1_000;

/** An answer that asks for no tool, so that the try ends. */
export function done(chargedMicroUsd = CALL_MICRO_USD): CallModelResult {
  return { ok: true, conversation, said: 'done', toolCalls: 0, chargedMicroUsd, usage: NO_USAGE, replayed: false };
}

/** An answer that asks for one tool run. */
export function wantsTool(): CallModelResult {
  return { ...done(), said: 'bash: npm test', toolCalls: 1 } as CallModelResult;
}

export function failedVerdict(): Verdict {
  return aVerdict({ passed: false, reason: 'regression', score: 0.5, firstFinding: 'a test broke', findingCount: 1 });
}

export function scriptedActivities(script: Script): { activities: Activities; asked: Asked } {
  const asked: Asked = {
    calls: [],
    testsBriefs: [],
    checked: [],
    delivered: [],
    judged: [],
    compacted: [],
    repairs: [],
    receipts: [],
  };
  let commits = 0;
  const activities: Activities = {
    openRepository: async () => ({ ok: true, baseCommit: 'base', baseBranch: 'main', dirty: false }),
    mergeCommit: async (input) => ({ ok: true, commit: input.commit }),
    fetchBranch: async () => ({ ok: true, commit: 'base' }),
    mergeBase: async (input) => ({ commit: `${input.onto}-merged`, conflicts: [] }),
    discardWorktrees: async () => undefined,
    detectTests: async () => ({
      ok: true,
      setup: script.setup ?? null,
      test: 'npm test',
      reportFormat: 'exitCode',
      environment: {},
      testForPeople: 'npm test',
      evidence: [],
      baselineRuns: 2,
      testTimeoutMs: 1_000,
      setupTimeoutMs: 1_000,
      dependencies: 'frozen',
    }),
    runBaseline: script.baseline ?? (async () => okBaseline()),
    judge: async (input) => {
      asked.judged.push(input);
      return script.judge ? script.judge(input) : aVerdict();
    },
    composeBrief: async () => conversation,
    composeReview: async () => conversation,
    compactConversation: async (input) => {
      asked.compacted.push(input);
      return { ...conversation, bytes: conversation.bytes + input.outputBytesKept };
    },
    composeTestsBrief: async (input) => {
      asked.testsBriefs.push(input);
      return conversation;
    },
    checkTests: async (input) => {
      asked.checked.push(input);
      return script.checkTests ? script.checkTests(input) : acceptedTests();
    },
    deliverTests: async (input) => {
      asked.delivered.push(input);
      return { commit: `${input.commit}-with-tests` };
    },
    composeRepair: async (input) => {
      asked.repairs.push(input);
      return conversation;
    },
    planTasks: script.plan ?? (() => Promise.reject(new Error('no plan was scripted'))),
    callModel: async (input) => {
      // Most scripts are about what comes after a try: theirs change nothing, and say so again for nothing when asked.
      if (script.asksAgain !== true && input.note?.startsWith('You ended without')) return done(0);
      asked.calls.push(input);
      return script.callModel ? script.callModel(input) : done();
    },
    runTools: async (input) => {
      commits += 1;
      const ran = { commit: `commit-${commits}`, conversation: input.conversation, ended: 'exit 0' };
      return { ...ran, ...script.runTools?.(input) };
    },
    runAuthorTools: async () => ({ files: artifact, conversation, ended: 'exit 1' }),
    publishBranch: async (input) => ({ ok: true, branch: input.branch, commit: input.commit }),
    openPullRequest: async () => ({ ok: true, pullRequest: null }),
    showProgress: async () => ({ ok: true }),
    lookAtPullRequest: () => Promise.reject(new Error('no look was scripted')),
    rerunChecks: async () => ({ ok: true }),
    answerRemarks: async () => ({ ok: true }),
    comment: async () => ({ ok: true }),
    recordOutcome: async () => undefined,
    recordSpec: async () => undefined,
    recordCandidate: async () => undefined,
    chargedUnder: async () => ({ chargedMicroUsd: script.chargedUnder?.() ?? 0, usage: NO_USAGE }),
    writeReceipt: async ({ receipt }) => {
      asked.receipts.push(receipt);
      return artifact;
    },
  };
  return { activities, asked };
}

export const writtenResults = { ...artifact, sha256: 'b'.repeat(64) };

export function acceptedTests(): Extract<CheckedTests, { ok: true }> {
  return {
    ok: true,
    visible: artifact,
    contract: null,
    results: writtenResults,
    paths: ['test/thing.test.js'],
    count: 5,
    heldOut: null,
  };
}

export function okBaseline(): BaselineOk {
  return {
    ok: true,
    counts: { total: 1, passed: 1, failed: 0, skipped: 0 },
    flaky: 0,
    stableFail: 0,
    acceptance: 0,
    acceptanceNote: '',
    sandbox: { kind: 'none', memoryLimit: 'eachProcess', weaknesses: [] },
    runs: 2,
    results: artifact,
    durationMs: 10,
  };
}
