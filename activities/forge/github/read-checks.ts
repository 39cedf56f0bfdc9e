// Check runs and commit statuses of a commit, as one list; what a failing one printed is kept for a repair.
import type { Octokit } from 'octokit';
import type { ArtifactRef } from '../../../core/artifact.js';
import type { CheckNews } from '../../../core/forge-activities.js';
import type { Finding } from '../../../core/validator.js';
import { describeCheck } from './describe-check.js';
import { ifAccessible } from './is-status.js';
import type { Looking } from './look-at-pull-request.js';
import { readJobs } from './read-jobs.js';

type WholeRun = Awaited<ReturnType<Octokit['rest']['checks']['listForRef']>>['data']['check_runs'][number];
/** As far as it is of use. */
export type CheckRun = Pick<WholeRun, 'id' | 'name' | 'status' | 'conclusion' | 'html_url'> & {
  output: Omit<WholeRun['output'], 'annotations_url'>;
  app: { slug?: string } | null;
};
type StatusPage = Awaited<ReturnType<Octokit['rest']['repos']['getCombinedStatusForRef']>>['data'];
type Status = StatusPage['statuses'][number];

const PAGES_MAX = 5;
/** Of more, a repair is told that they failed: what the first printed keeps it busy. */
const DESCRIBED_MAX = 6;
const PASSED = new Set(['success', 'neutral', 'skipped']);
/** A person is waited for, or nobody: GitHub gives up on its own after two weeks. */
const WAITS = new Set(['action_required', 'stale']);

export async function readChecks(looking: Looking, commit: string): Promise<CheckNews[]> {
  const runs = await readRuns(looking, commit);
  const statuses = await readStatuses(looking, commit, runs === null);
  let described = 0;
  const checks: CheckNews[] = [];
  for (const run of runs ?? []) {
    const state = stateOfRun(run);
    described += state === 'failed' ? 1 : 0;
    const told = state === 'failed' && described <= DESCRIBED_MAX ? await describeCheck(looking, run) : 'It failed.';
    const findings = state === 'failed' ? await kept(looking, run.name, told) : null;
    checks.push({ name: run.name, id: run.id, state, findings, url: run.html_url });
  }
  for (const status of statuses) {
    const state = stateOfStatus(status);
    const findings =
      state === 'failed' ? await kept(looking, status.context, status.description ?? 'It failed.') : null;
    checks.push({ name: status.context, id: null, state, findings, url: status.target_url });
  }
  return checks;
}

/** Null where we may read neither them nor the jobs behind them. */
async function readRuns(looking: Looking, commit: string): Promise<CheckRun[] | null> {
  const { reader, root } = looking;
  const path = `${root}/commits/${commit}/check-runs?filter=latest`;
  const runs = reader.readList(path, PAGES_MAX, (page: { check_runs: WholeRun[] }) => page.check_runs);
  return (await ifAccessible<CheckRun[]>(runs)) ?? ifAccessible(readJobs(looking, commit));
}

/** `needed`: nothing else is known of the commit, so that it matters whether we may read them. */
async function readStatuses({ reader, root }: Looking, commit: string, needed: boolean): Promise<Status[]> {
  const path = `${root}/commits/${commit}/status?`;
  const statuses = reader.readList(path, PAGES_MAX, (page: StatusPage) => page.statuses);
  return needed ? statuses : ((await ifAccessible(statuses)) ?? []);
}

function stateOfRun({ status, conclusion }: CheckRun): CheckNews['state'] {
  if (status !== 'completed' || conclusion === null || WAITS.has(conclusion)) return 'pending';
  return PASSED.has(conclusion) ? 'passed' : 'failed';
}

function stateOfStatus({ state }: Status): CheckNews['state'] {
  if (state === 'success') return 'passed';
  return state === 'pending' ? 'pending' : 'failed';
}

async function kept({ hands }: Looking, name: string, told: string): Promise<ArtifactRef> {
  const finding: Finding = { kind: 'run', test: `check "${name}"`, message: await hands.redactor.redact(told) };
  return hands.artifacts.put(JSON.stringify([finding]));
}
