// Check runs and commit statuses of a commit, as one list; what a failing one printed is kept for a repair.
import type { Octokit } from 'octokit';
import type { ArtifactRef } from '../../../core/artifact.js';
import type { CheckNews } from '../../../core/forge-activities.js';
import type { Finding } from '../../../core/validator.js';
import { describeCheck } from './describe-check.js';
import type { Looking } from './look-at-pull-request.js';

export type CheckRun = Awaited<ReturnType<Octokit['rest']['checks']['listForRef']>>['data']['check_runs'][number];
type StatusPage = Awaited<ReturnType<Octokit['rest']['repos']['getCombinedStatusForRef']>>['data'];
type Status = StatusPage['statuses'][number];

const PAGES_MAX = 5;
/** Of more, a repair is told that they failed: what the first printed keeps it busy. */
const DESCRIBED_MAX = 6;
const PASSED = new Set(['success', 'neutral', 'skipped']);
/** A person is waited for, or nobody: GitHub gives up on its own after two weeks. */
const WAITS = new Set(['action_required', 'stale']);

export async function readChecks(looking: Looking, commit: string): Promise<CheckNews[]> {
  const { reader, root } = looking;
  const head = `${root}/commits/${commit}`;
  const runs = await reader.readList(
    `${head}/check-runs?filter=latest`,
    PAGES_MAX,
    (page: { check_runs: CheckRun[] }) => page.check_runs,
  );
  const statuses = await reader.readList(`${head}/status?`, PAGES_MAX, (page: StatusPage) => page.statuses);
  let described = 0;
  const checks: CheckNews[] = [];
  for (const run of runs) {
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
