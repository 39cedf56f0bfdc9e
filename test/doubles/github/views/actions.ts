// Runs of workflows and their jobs, as Actions shows suites of checks and check runs of its own.
import { stamp, stampOrNull } from '../clock.js';
import { commitNow } from '../git/history.js';
import type { CheckRun, CheckSuite, Repository } from '../model.js';
import type { World } from '../world.js';
import { pullsOf, suiteState } from './check.js';
import { simpleCommitView } from './commit.js';
import { repositoryApi, repositoryPage, repositoryView } from './repository.js';
import { userView } from './user.js';
import { type Json, nodeId } from './view.js';

const WORKFLOW = { id: 1, name: 'CI', path: '.github/workflows/ci.yml' };

export function workflowRunView(world: World, repository: Repository, run: CheckSuite, withPulls: boolean): Json {
  const api = repositoryApi(world, repository);
  const url = `${api}/actions/runs/${run.id}`;
  const commit = commitNow(repository.git, run.headSha);
  return {
    id: run.id,
    node_id: nodeId('WFR', run.id),
    name: WORKFLOW.name,
    path: WORKFLOW.path,
    display_title: commit?.message.split('\n')[0] ?? '',
    event: 'push',
    run_number: 1,
    run_attempt: 1,
    workflow_id: WORKFLOW.id,
    check_suite_id: run.id,
    check_suite_node_id: nodeId('CS', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    ...suiteState(repository, run),
    url,
    html_url: `${repositoryPage(world, repository)}/actions/runs/${run.id}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${api}/actions/workflows/${WORKFLOW.id}`,
    pull_requests: withPulls ? pullsOf(world, repository, run.headSha) : [],
    created_at: stamp(run.createdAtMs),
    updated_at: stamp(run.updatedAtMs),
    run_started_at: stamp(run.createdAtMs),
    actor: userView(world, run.app.bot),
    triggering_actor: userView(world, run.app.bot),
    head_commit: commit && simpleCommitView(commit),
    repository: repositoryView(world, repository),
    head_repository: repositoryView(world, repository),
  };
}

/** A check run of Actions as the job that it is. */
export function jobView(world: World, repository: Repository, run: CheckRun): Json {
  const api = repositoryApi(world, repository);
  return {
    id: run.id,
    run_id: run.suite.id,
    run_url: `${api}/actions/runs/${run.suite.id}`,
    run_attempt: 1,
    node_id: nodeId('CR', run.id),
    head_sha: run.suite.headSha,
    head_branch: run.suite.headBranch,
    url: `${api}/actions/jobs/${run.id}`,
    html_url: `${repositoryPage(world, repository)}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    created_at: stamp(run.createdAtMs),
    started_at: stamp(run.startedAtMs),
    completed_at: stampOrNull(run.completedAtMs),
    name: run.name,
    workflow_name: 'CI',
    check_run_url: `${api}/check-runs/${run.id}`,
    labels: ['ubuntu-latest'],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
    steps: [],
  };
}
