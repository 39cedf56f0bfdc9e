// Judges one commit: makes its judged tree, commits it, runs the tests on it and compares with the baseline. Tests that
// the candidate added are run afterwards for the candidate's own good, and never decide.
import type { JudgeInput } from '../../core/activities.js';
import { fileOfTest } from '../../core/validator/test-id.js';
import { judgeRun } from '../../core/validator/verdict.js';
import type { BaselineResults, SupersededFailure, TestRun, Verdict } from '../../core/validator.js';
import { failure } from '../failure.js';
import type { DependencyCache, Hands, PreparedDependencies } from '../hands.js';
import type { SandboxMount } from '../sandbox/sandbox.js';
import type { Worktree } from '../workspace/workspace.js';
import { readAcceptanceFiles } from './acceptance-files.js';
import { conflictMarks } from './conflict-marks.js';
import { judgeHeldOut } from './judge-held-out.js';
import { addTests, commitTree, makeJudgedTree, planTree } from './judged-tree.js';
import { type Judging, runIn } from './judging.js';
import { knownVerdict } from './known-verdict.js';
import { machineKey } from './machine-key.js';
import { pathMatcher } from './path-matcher.js';
import { runAndJudge } from './run-and-judge.js';
import { storeLog } from './store-log.js';
import { conflictVerdict, secretVerdict, storeVerdict, unchangedVerdict } from './store-verdict.js';
import { writeInTree } from './tree-files.js';
import { verdictKey } from './verdict-key.js';

/** Throws when it is cancelled, or when dependencies that the baseline had cannot be installed again. */
export async function judge(hands: Hands, input: JudgeInput, signal: AbortSignal): Promise<Verdict> {
  const startedAt = performance.now();
  const { workspace, ledger } = hands;
  const { testFiles = [] } = await readBaseline(hands, input);
  const [plan, secrets] = await Promise.all([planTree(workspace, input, testFiles), hands.secrets.scan(input)]);
  if (!plan.changesAnything) return unchangedVerdict(ledger.artifacts, input.commit, plan.tampered);
  if (secrets.inResult.length > 0 || secrets.problem !== null) {
    return secretVerdict(ledger.artifacts, input.commit, secrets, plan.tampered);
  }
  const marked = await conflictMarks(workspace, input, plan);
  if (marked.length > 0) return conflictVerdict(ledger.artifacts, input.commit, marked, plan.tampered);
  const acceptance = input.judgeAcceptance ? await readAcceptanceFiles(ledger.artifacts, input.acceptance) : {};
  // A branch is handed on with its history: one that ever held a secret is left behind.
  const parent = secrets.inHistory.length > 0 ? input.baseCommit : input.commit;
  const judging: Judging = { hands, signal, workspace, input, plan, acceptance, parent };
  const machine = await machineKey(hands.sandbox(input.sandbox), input.validator);
  const key = verdictKey(input, await workspace.treeOf(input.repository, input.commit), machine);
  const known = await knownVerdict(judging, key);
  const verdict = known ?? (await judgeNewly(judging));
  const timed = { ...verdict, durationMs: Math.round(performance.now() - startedAt) };
  // A run that was cut short may say more about this machine now than about the commit.
  if (!known && verdict.reason !== 'incomplete') await ledger.verdicts.put(key, timed);
  return timed;
}

async function judgeNewly(judging: Judging): Promise<Verdict> {
  const { workspace, input } = judging;
  const worktree = await workspace.addWorktree(input.repository, input.commit);
  try {
    await makeJudgedTree(judging, worktree.dir);
    return await judgeIn(judging, worktree);
  } finally {
    await workspace.removeWorktree(worktree);
  }
}

async function judgeIn(judging: Judging, worktree: Worktree): Promise<Verdict> {
  const prepared = await prepareJudged(judging);
  if (!prepared.ok) return notInstalled(judging, worktree, prepared.message);
  try {
    await writeLockfiles(prepared, worktree.dir);
    return await verdictOn(judging, worktree, prepared.mounts);
  } finally {
    prepared.release();
  }
}

async function verdictOn(judging: Judging, worktree: Worktree, mounts: SandboxMount[]): Promise<Verdict> {
  const { hands, input, plan } = judging;
  // Committed before anything runs, since tests may write in their tree.
  const judgedCommit = await commitTree(judging, worktree, false);
  const judged = await runAndJudge(judging, { judgedCommit, tree: worktree.dir, mounts });
  const { judgement, run, ...found } = await judgeHeldOut(judging, judged, judgedCommit, mounts);
  const withTests =
    judgement.passed && plan.addedTests.length > 0 ? await commitWithTests(judging, judgedCommit, run, mounts) : null;
  const dropped = judgement.passed && withTests === null ? plan.addedTests : [];
  const notes = dropped.length === 0 ? [] : [`added tests left out, since they do not all pass: ${dropped.join(', ')}`];
  return storeVerdict(hands.ledger.artifacts, judgement, {
    tampered: plan.tampered,
    opened: plan.opened,
    judgedCommit: withTests ?? judgedCommit,
    log: await storeLog(hands.ledger.artifacts, run, notes),
    droppedTests: dropped,
    testsMs: run.durationMs,
    superseded: withLeave(input, judgement.superseded),
    ...found,
  });
}

/** Whoever opened a test's file gave leave for what the spec contradicts in it. */
function withLeave({ superseded = [], validator }: JudgeInput, failing: readonly string[]): SupersededFailure[] {
  const isOpened = pathMatcher(validator.mayChange ?? []);
  const approved = new Set(superseded.filter((test) => test.approved).map(({ id }) => id));
  return failing.map((id) => ({ id, byLeave: approved.has(id) || isOpened(fileOfTest(id)) }));
}

/** The candidate wants dependencies that cannot be installed. */
async function notInstalled(judging: Judging, worktree: Worktree, problem: string): Promise<Verdict> {
  const { hands, input, plan } = judging;
  const run: TestRun = { complete: false, problem, exitCode: null, tests: [], output: '', durationMs: 0 };
  const baseline = await readBaseline(hands, input);
  return storeVerdict(hands.ledger.artifacts, judgeRun(baseline, run, Object.keys(judging.acceptance).length > 0), {
    tampered: plan.tampered,
    opened: plan.opened,
    judgedCommit: await commitTree(judging, worktree, false),
    log: await storeLog(hands.ledger.artifacts, run),
    droppedTests: [],
  });
}

/** The judged commit with the candidate's own tests, or null when tests fail that did not fail in the passing run. */
async function commitWithTests(
  judging: Judging,
  judgedCommit: string,
  passing: TestRun,
  mounts: SandboxMount[],
): Promise<string | null> {
  const { workspace, input } = judging;
  const worktree = await workspace.addWorktree(input.repository, judgedCommit);
  try {
    await addTests(judging, worktree.dir);
    const commit = await commitTree(judging, worktree, true);
    const run = await runIn(judging, worktree.dir, mounts);
    const failedBefore = failingIds(passing);
    return run.complete && [...failingIds(run)].every((id) => failedBefore.has(id)) ? commit : null;
  } finally {
    await workspace.removeWorktree(worktree);
  }
}

function failingIds(run: TestRun): Set<string> {
  return new Set(run.tests.filter(({ status }) => status === 'failed').map(({ id }) => id));
}

async function prepareJudged({ hands, input, plan, signal }: Judging): ReturnType<DependencyCache['prepare']> {
  const { repository, baseCommit, commit, validator } = input;
  const sandbox = hands.sandbox(input.sandbox);
  const prepared = await hands.dependencies.prepare({ repository, baseCommit, commit, validator, sandbox, signal });
  // The baseline had them, so this is trouble of the machine or the network, unless the candidate wants others.
  if (!prepared.ok && !plan.ownDependencies) throw failure('SandboxUnavailable', prepared.message);
  return prepared;
}

async function readBaseline({ ledger }: Hands, { baseline }: JudgeInput): Promise<BaselineResults> {
  const results: BaselineResults = JSON.parse(await ledger.artifacts.get(baseline));
  return results;
}

async function writeLockfiles({ lockfiles }: PreparedDependencies, tree: string): Promise<void> {
  for (const [path, text] of Object.entries(lockfiles)) await writeInTree(tree, path, text);
}
