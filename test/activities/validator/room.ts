// What the validator's tests share: a repository, a real workspace, ledger and sandbox, and the activities' own work
// without a Temporal worker around it.
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { Hands } from '../../../activities/hands.js';
import { homeIn } from '../../../activities/home.js';
import { createLedger } from '../../../activities/ledger/create-ledger.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { createBubblewrapSandbox } from '../../../activities/sandbox/bubblewrap.js';
import { createSecretScanner } from '../../../activities/secrets/find-secrets.js';
import { createDependencyCache } from '../../../activities/validator/dependencies/dependency-cache.js';
import { detectTests } from '../../../activities/validator/detect-tests.js';
import { judge } from '../../../activities/validator/judge.js';
import { runBaseline } from '../../../activities/validator/run-baseline.js';
import { createWorkspace } from '../../../activities/workspace/create-workspace.js';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import type { JudgeInput } from '../../../core/activities.js';
import { candidateRef } from '../../../core/refs.js';
import type { RepositoryRef } from '../../../core/repository.js';
import type { AcceptanceFiles } from '../../../core/spec.js';
import { DEFAULT_VALIDATOR_TERMS, type ValidatorTerms } from '../../../core/terms.js';
import type { BaselineOk, BaselineOutcome, Finding, ValidatorPlan, Verdict } from '../../../core/validator.js';
import type { HeldOutTests } from '../../../core/written-tests.js';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { type Files, temporaryFolder, userRepository, write } from '../workspace/repositories.js';

const RUN = 'spec.1';
const AT_MS = Date.UTC(2026, 10, 22);
const signal = new AbortController().signal;
const ledgers: Ledger[] = [];
let tries = 0;

afterAll(async () => {
  for (const ledger of ledgers.splice(0)) await ledger.close();
});

export interface Room {
  hands: Hands;
  repository: RepositoryRef;
  user: string;
  base: string;
  plan: ValidatorPlan;
}

/** For repositories whose test script is beside the point: npm takes longer to start than their tests do to run. */
export const WITHOUT_NPM = { test: 'node --test' };

/** A repository with these files as its base, opened, and its tests detected; its base is run once unless told. */
export async function room(files: Files, terms: Partial<ValidatorTerms> = {}): Promise<Room> {
  const user = userRepository(files);
  const home = homeIn({
    state: temporaryFolder(),
    cache: temporaryFolder(),
    config: join(temporaryFolder(), 'config.yml'),
  });
  const workspace = createWorkspace({ home });
  const ledger = await createLedger({ file: join(home.state, 'ledger.db') });
  ledgers.push(ledger);
  const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });
  const dependencies = createDependencyCache({ home, workspace });
  const secrets = createSecretScanner({ workspace, artifacts: ledger.artifacts, allowedPaths: [] });
  const hands: Hands = { home, ledger, workspace, sandbox: () => sandbox, dependencies, secrets };
  const repository = await findRepository(user);
  const { baseCommit: base } = await workspace.open(repository, RUN);
  const found = await detectTests(workspace, {
    repository,
    commit: base,
    terms: { ...DEFAULT_VALIDATOR_TERMS, testTimeoutMs: 30_000, baselineRuns: 1, ...terms },
  });
  if (!found.ok) throw new Error(found.message);
  return { hands, repository, user, base, plan: found };
}

/** `acceptancePaths`: files of the base whose failing tests have to pass. */
export async function baseline(
  of: Room,
  acceptance?: AcceptanceFiles,
  acceptancePaths: string[] = [],
): Promise<BaselineOutcome> {
  const ref = acceptance ? await of.hands.ledger.artifacts.put(JSON.stringify(acceptance)) : null;
  const { repository, base: commit, plan: validator } = of;
  const input = { repository, commit, validator, acceptance: ref, acceptancePaths, sandbox: 'bubblewrap' as const };
  return runBaseline(of.hands, input, signal);
}

export async function usableBaseline(of: Room, acceptance?: AcceptanceFiles): Promise<BaselineOk> {
  const outcome = await baseline(of, acceptance);
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.message}`);
  return outcome;
}

/** A file's new text, what a link in its place points at, or null where it is removed. */
export type Changes = Record<string, string | { link: string } | null>;

/** A commit on the base with these files changed, made as a candidate's are. */
export async function candidate(of: Room, changes: Changes): Promise<string> {
  const { workspace } = of.hands;
  const worktree = await workspace.addWorktree(of.repository, of.base);
  try {
    for (const [path, change] of Object.entries(changes)) makeChange(worktree.dir, path, change);
    const made = { repository: of.repository, worktree, parent: of.base, message: 'A try', authorName: 'test' };
    tries += 1;
    const ref = candidateRef(RUN, 'whole', `${RUN}/whole/try-${tries}`);
    return (await workspace.snapshot({ ...made, committedAtMs: AT_MS, ref })).commit;
  } finally {
    await workspace.removeWorktree(worktree);
  }
}

function makeChange(tree: string, path: string, change: Changes[string]): void {
  const place = join(tree, path);
  if (change === null) {
    rmSync(place, { recursive: true });
  } else if (typeof change === 'string') {
    write(tree, { [path]: change });
    if (change.startsWith('#!')) chmodSync(place, 0o755);
  } else {
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(change.link, place);
  }
}

export interface JudgeOptions {
  acceptance?: AcceptanceFiles;
  heldOut?: HeldOutTests | null;
  name?: string;
  superseded?: NonNullable<JudgeInput['superseded']>;
  conflicts?: JudgeInput['conflicts'];
}

export async function judged(of: Room, base: BaselineOk, made: string, options: JudgeOptions = {}): Promise<Verdict> {
  const { acceptance, heldOut = null, name = '1' } = options;
  const input = {
    repository: of.repository,
    run: RUN,
    taskId: 'whole',
    candidate: `${RUN}/whole/${name}`,
    baseCommit: of.base,
    commit: made,
    validator: of.plan,
    baseline: base.results,
    acceptance: acceptance ? await of.hands.ledger.artifacts.put(JSON.stringify(acceptance)) : null,
    heldOut,
    judgeAcceptance: acceptance !== undefined,
    sandbox: 'bubblewrap' as const,
    committedAtMs: AT_MS,
    ...(options.superseded ? { superseded: options.superseded } : {}),
    ...(options.conflicts ? { conflicts: options.conflicts } : {}),
  };
  return judge(of.hands, input, signal);
}

export async function findingsOf(of: Room, verdict: Verdict): Promise<Finding[]> {
  const findings: Finding[] = JSON.parse(await of.hands.ledger.artifacts.get(verdict.findings));
  return findings;
}

/** Text of a file in the judged commit; null when it is not there. */
export function inJudged(of: Room, verdict: Verdict, path: string): Promise<string | null> {
  return of.hands.workspace.readFile(of.repository, verdict.judgedCommit, path, 1_000_000);
}
