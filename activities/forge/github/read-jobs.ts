// Jobs of Actions in the place of check runs, for a credential that may not read those: GitHub lets no fine-grained token
// do so in a private repository. A job has the number of its check run, and the same log.
import type { Octokit } from 'octokit';
import { ACTIONS } from './describe-check.js';
import type { Looking } from './look-at-pull-request.js';
import type { CheckRun } from './read-checks.js';

type Actions = Octokit['rest']['actions'];
type RunPage = Awaited<ReturnType<Actions['listWorkflowRunsForRepo']>>['data'];
type JobPage = Awaited<ReturnType<Actions['listJobsForWorkflowRun']>>['data'];
type Job = JobPage['jobs'][number];

const RUN_PAGES_MAX = 1;
const JOB_PAGES_MAX = 5;

/** Of each run the latest attempt. */
export async function readJobs({ reader, root }: Looking, commit: string): Promise<CheckRun[]> {
  const runs = await reader.readList(
    `${root}/actions/runs?head_sha=${commit}&exclude_pull_requests=true`,
    RUN_PAGES_MAX,
    (page: RunPage) => page.workflow_runs,
  );
  const jobs: Job[] = [];
  for (const { id } of runs) {
    const path = `${root}/actions/runs/${id}/jobs?filter=latest`;
    jobs.push(...(await reader.readList(path, JOB_PAGES_MAX, (page: JobPage) => page.jobs)));
  }
  return jobs.map(asCheckRun);
}

/** What it says about itself stands in its log only. */
function asCheckRun({ id, name, status, conclusion, html_url }: Job): CheckRun {
  const output = { title: null, summary: null, text: null, annotations_count: 0 };
  return { id, name, status, conclusion, html_url, output, app: { slug: ACTIONS } };
}
