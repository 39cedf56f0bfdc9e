// A repository whose base has been run, ready to have commits on it judged: what a run does before and after the models.

import { detectTests } from '../../activities/validator/detect-tests.js';
import { judge } from '../../activities/validator/judge.js';
import { runBaseline } from '../../activities/validator/run-baseline.js';
import { findRepository } from '../../activities/workspace/find-repository.js';
import type { ArtifactRef } from '../../core/artifact.js';
import { candidateRef } from '../../core/refs.js';
import type { RepositoryRef } from '../../core/repository.js';
import type { AcceptanceFiles } from '../../core/spec.js';
import { DEFAULT_VALIDATOR_TERMS } from '../../core/terms.js';
import type { BaselineOk, ExpectedFailure, ValidatorPlan, Verdict } from '../../core/validator.js';
import { BENCH_SANDBOX, type BenchHands } from './bench-hands.js';

const RUN = 'bench.1';
const TASK = 'whole';
/** Of all commits, so that the same content has the same id. */
const COMMITTED_AT_MS = Date.UTC(2026, 0, 1);

export interface OpenedRepository {
  repository: RepositoryRef;
  base: string;
  plan: ValidatorPlan;
}

/** With the settings that a newcomer has: all is detected. */
export async function openRepository({ hands }: BenchHands, dir: string): Promise<OpenedRepository> {
  const repository = await findRepository(dir);
  const { baseCommit: base } = await hands.workspace.open(repository, RUN);
  const found = await detectTests(hands.workspace, { repository, commit: base, terms: DEFAULT_VALIDATOR_TERMS });
  if (!found.ok) throw new Error(found.message);
  return { repository, base, plan: found };
}

export interface Based extends OpenedRepository {
  ok: true;
  baseline: BaselineOk;
  acceptance: ArtifactRef | null;
}

/** Not ok where the base cannot be judged by. */
export type MaybeBased = Based | ExpectedFailure<string>;

/** Runs the base's tests, and the acceptance files on the base. */
export async function baseOn(bench: BenchHands, opened: OpenedRepository, files: AcceptanceFiles): Promise<MaybeBased> {
  const { hands, signal } = bench;
  const { repository, base: commit, plan: validator } = opened;
  const given = Object.keys(files).length > 0;
  const acceptance = given ? await hands.ledger.artifacts.put(JSON.stringify(files)) : null;
  const input = { repository, commit, validator, acceptance, sandbox: BENCH_SANDBOX } as const;
  const baseline = await runBaseline(hands, input, signal);
  return baseline.ok ? { ...opened, ok: true, baseline, acceptance } : baseline;
}

/** A commit on the base as a candidate's is made; `name` tells it apart within its repository. */
export async function commitCandidate(
  { hands }: BenchHands,
  { repository, base }: OpenedRepository,
  name: string,
  change: (tree: string) => void,
): Promise<string> {
  const { workspace } = hands;
  const worktree = await workspace.addWorktree(repository, base);
  try {
    change(worktree.dir);
    const made = { repository, worktree, parent: base, message: name, authorName: 'bench' };
    const ref = candidateRef(RUN, TASK, name);
    return (await workspace.snapshot({ ...made, committedAtMs: COMMITTED_AT_MS, ref })).commit;
  } finally {
    await workspace.removeWorktree(worktree);
  }
}

interface Judged {
  verdict: Verdict;
  wallMs: number;
}

/** With the acceptance tests that it was based on, if there are any. */
export async function judgeCommit({ hands, signal }: BenchHands, based: Based, commit: string): Promise<Judged> {
  const startedAt = performance.now();
  const verdict = await judge(
    hands,
    {
      repository: based.repository,
      run: RUN,
      taskId: TASK,
      candidate: `${RUN}/${TASK}/${commit.slice(0, 12)}`,
      baseCommit: based.base,
      commit,
      validator: based.plan,
      baseline: based.baseline.results,
      acceptance: based.acceptance,
      judgeAcceptance: based.acceptance !== null,
      sandbox: BENCH_SANDBOX,
      committedAtMs: COMMITTED_AT_MS,
    },
    signal,
  );
  return { verdict, wallMs: performance.now() - startedAt };
}
