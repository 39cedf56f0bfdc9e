// What the base commit's tests do before anybody changes anything: run several times, once with the acceptance files,
// and once on a tree whose sources were emptied. A base that cannot be judged ends the spec here, before money is spent.
import type { BaselineInput } from '../../core/activities.js';
import type { ArtifactRef } from '../../core/artifact.js';
import type { AcceptanceFiles } from '../../core/spec.js';
import { type AcceptanceTests, acceptanceTests, withoutUndecided } from '../../core/validator/acceptance.js';
import { acceptanceNote } from '../../core/validator/acceptance-note.js';
import { baseFailuresNote } from '../../core/validator/base-failures-note.js';
import { countTests } from '../../core/validator/count-tests.js';
import { stabilityOf } from '../../core/validator/stability.js';
import { testCommands } from '../../core/validator/test-commands.js';
import { judgeRun } from '../../core/validator/verdict.js';
import type { BaselineOutcome, BaselineResults, Stability } from '../../core/validator.js';
import type { Hands } from '../hands.js';
import type { Sandbox, SandboxMount } from '../sandbox/sandbox.js';
import { overlayFiles, readAcceptanceFiles } from './acceptance-files.js';
import { acceptanceInput, runEmptied } from './acceptance-runs.js';
import { doNotExercise, noSuchTests, unusableBase } from './baseline-failure.js';
import { baselineKey } from './baseline-key.js';
import { machineKey } from './machine-key.js';
import { namedTestFiles } from './named-test-files.js';
import { ownTestFiles } from './own-test-files.js';
import { type CommitRunRequest, runOnCommit } from './run-on-commit.js';
import type { RanTests } from './run-tests.js';

const NO_ACCEPTANCE: Acceptance = { ids: [], files: [], replaced: [], unnamed: false, note: '' };

interface Acceptance extends AcceptanceTests {
  note: string;
}

/** One that is known for the same tree and settings is used again; a base that cannot be used is always run anew. */
export async function runBaseline(hands: Hands, input: BaselineInput, signal: AbortSignal): Promise<BaselineOutcome> {
  const startedAt = performance.now();
  const { repository, commit, validator } = input;
  const sandbox = hands.sandbox(input.sandbox);
  const at = { repository, baseCommit: commit, commit };
  const dependencies = await hands.dependencies.prepare({ ...at, validator, sandbox, signal });
  if (!dependencies.ok) return dependencies;
  try {
    const tree = await hands.workspace.treeOf(repository, commit);
    const key = baselineKey(input, tree, dependencies.cacheKey, await machineKey(sandbox, validator));
    const known = await hands.ledger.baselines.get(key);
    const durationMs = Math.round(performance.now() - startedAt);
    if (known) return { ...known, sandbox: await sandbox.facts(), durationMs };
    const outcome = await baselineWith(hands, input, { startedAt, mounts: dependencies.mounts, sandbox, signal });
    if (outcome.ok) await hands.ledger.baselines.put(key, outcome);
    return outcome;
  } finally {
    dependencies.release();
  }
}

interface Prepared {
  startedAt: number;
  sandbox: Sandbox;
  mounts: SandboxMount[];
  signal: AbortSignal;
}

async function baselineWith(hands: Hands, input: BaselineInput, prepared: Prepared): Promise<BaselineOutcome> {
  const { repository, commit, validator } = input;
  const { startedAt, mounts, sandbox, signal } = prepared;
  const { home, workspace } = hands;
  const request: CommitRunRequest = {
    home,
    workspace,
    repository,
    commit,
    validator,
    sandbox,
    mounts,
    signal,
  };

  const runs: RanTests[] = [];
  for (let index = 0; index < Math.max(1, validator.baselineRuns); index += 1) {
    const run = await runOnCommit(request);
    const unusable = await unusableBase(hands.ledger.artifacts, input, run);
    if (unusable) return unusable;
    runs.push(run);
  }
  const { tests = [] } = runs[0] ?? {};
  const stability = stabilityOf(runs);
  const named = await namedTestFiles(workspace, input);
  if (named === null) return noSuchTests(input);
  const given = await readAcceptanceFiles(hands.ledger.artifacts, input.acceptance);
  const files = { ...named, ...given };
  const acceptance = await acceptanceOf(request, { files, named: Object.keys(named) }, stability);
  const results: BaselineResults = {
    stability,
    acceptance: acceptance.ids,
    acceptanceFiles: acceptance.files,
    acceptanceUnnamed: acceptance.unnamed,
    replaced: acceptance.replaced,
    testFiles: await ownTestFiles(request, Object.keys(stability)),
    exitCodeOnly: testCommands(validator).every(({ reportFormat }) => reportFormat === 'exitCode'),
  };
  const failuresNote = baseFailuresNote(stability, tests, acceptance.ids);
  if (await passesEmptied(request, results, runs)) return doNotExercise(input);
  return {
    ok: true,
    counts: countTests(tests),
    flaky: countOf(stability, 'flaky'),
    stableFail: countOf(stability, 'stableFail'),
    acceptance: acceptance.ids.length + acceptance.files.length + (acceptance.unnamed ? 1 : 0),
    ...(failuresNote === '' ? {} : { failuresNote }),
    ...(Object.keys(named).length > 0 ? { acceptanceFiles: await storeFiles(hands, files) } : {}),
    acceptanceNote: acceptance.note,
    runs: runs.length,
    sandbox: await sandbox.facts(),
    results: await hands.ledger.artifacts.put(JSON.stringify(results)),
    durationMs: Math.round(performance.now() - startedAt),
  };
}

function storeFiles({ ledger }: Hands, files: AcceptanceFiles): Promise<ArtifactRef> {
  return ledger.artifacts.put(JSON.stringify(files));
}

/** `named`: those of the files that are the base's own. */
async function acceptanceOf(
  request: CommitRunRequest,
  { files, named }: { files: AcceptanceFiles; named: readonly string[] },
  stability: Record<string, Stability>,
): Promise<Acceptance> {
  if (Object.keys(files).length === 0) return NO_ACCEPTANCE;
  const run = await runOnCommit({ ...request, change: (tree) => overlayFiles(tree, files) });
  const { testForPeople } = request.validator;
  const input = await acceptanceInput(request, files, stability, run);
  const found = withoutUndecided(acceptanceTests(input), input, named);
  return { ...found, note: acceptanceNote(input, found, testForPeople) };
}

/** True when every test that always passes still passes with all code gone. */
async function passesEmptied(
  request: CommitRunRequest,
  results: BaselineResults,
  runs: readonly RanTests[],
): Promise<boolean> {
  const run = await runEmptied(request, Math.max(...runs.map(({ durationMs }) => durationMs)));
  return run !== null && judgeRun(results, run, false).passed;
}

function countOf(stability: Record<string, Stability>, kind: Stability): number {
  return Object.values(stability).filter((value) => value === kind).length;
}
