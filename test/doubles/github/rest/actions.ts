// Routes of GitHub Actions: runs of workflows, their jobs and the logs of those. A suite of checks of Actions is a run, and
// a check run of it is a job.
import { actionsApp } from '../acts/apps.js';
import { latestRuns } from '../acts/checks.js';
import type { CheckRun } from '../model.js';
import { notFound } from '../refusal.js';
import { jobView, workflowRunView } from '../views/actions.js';
import { listed } from '../world.js';
import { rerun } from './checks.js';
import { type Asked, list, ok, type Routes } from './route.js';

export const actionRoutes: Routes = {
  'actions/list-workflow-runs-for-repo': ({ world, repository, query }) => {
    const { head_sha: sha, branch, check_suite_id: suiteId } = query;
    const runs = listed(world, repository.checkSuites).filter(
      ({ app, headSha, headBranch, id }) =>
        app === actionsApp(world) &&
        (sha === undefined || headSha === sha) &&
        (branch === undefined || headBranch === branch) &&
        (suiteId === undefined || id === suiteId),
    );
    const views = runs.map((run) => workflowRunView(world, repository, run, query['exclude_pull_requests'] !== true));
    return list(views.reverse(), (page, total) => ({ total_count: total, workflow_runs: page }));
  },
  'actions/list-jobs-for-workflow-run': ({ world, repository, params, query }) => {
    const run = repository.checkSuites.find(
      ({ app, id }) => app === actionsApp(world) && id === Number(params['run_id']),
    );
    if (!run) throw notFound();
    const jobs = query['filter'] === 'all' ? repository.checkRuns : latestRuns(repository, run.headSha);
    const views = listed(world, jobs)
      .filter(({ suite }) => suite === run)
      .map((job) => jobView(world, repository, job));
    return list(views, (page, total) => ({ total_count: total, jobs: page }));
  },
  'actions/get-job-for-workflow-run': (asked) => ok(jobView(asked.world, asked.repository, jobAsked(asked))),
  'actions/download-job-logs-for-workflow-run': (asked) => {
    const job = jobAsked(asked);
    if (job.log === null) throw notFound();
    return { status: 302, headers: { location: `${asked.world.origin}/logs/${job.id}.txt` } };
  },
  'actions/re-run-job-for-workflow-run': (asked) => rerun(asked, [jobAsked(asked)]),
};

/** A job of Actions has the id of its check run. */
function jobAsked({ world, repository, params }: Asked): CheckRun {
  const job = repository.checkRuns.find(({ id }) => id === Number(params['job_id']));
  if (job?.suite.app !== actionsApp(world)) throw notFound();
  return job;
}
