// Check runs, check suites and commit statuses.
import { stamp, stampOrNull } from '../clock.js';
import { commitNow } from '../git/history.js';
import { type CheckRun, type CheckSuite, type CommitStatus, isPull, type Repository } from '../model.js';
import type { World } from '../world.js';
import { simpleCommitView } from './commit.js';
import { pullMinimalView } from './pull.js';
import { repositoryApi, repositoryPage } from './repository.js';
import { appView, userView } from './user.js';
import { type Json, nodeId } from './view.js';

export function checkRunView(world: World, repository: Repository, run: CheckRun): Json {
  const url = `${repositoryApi(world, repository)}/check-runs/${run.id}`;
  const page = `${repositoryPage(world, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CR', run.id),
    name: run.name,
    head_sha: run.suite.headSha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: stamp(run.startedAtMs),
    completed_at: stampOrNull(run.completedAtMs),
    output: { ...run.output, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suite.id },
    app: appView(world, run.suite.app),
    pull_requests: pullsOf(world, repository, run.suite.headSha),
  };
}

export function annotationViews(world: World, repository: Repository, run: CheckRun): Json[] {
  return run.annotations.map((annotation) => ({
    path: annotation.path,
    start_line: annotation.startLine,
    end_line: annotation.endLine,
    start_column: null,
    end_column: null,
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
    raw_details: null,
    blob_href: `${repositoryPage(world, repository)}/blob/${run.suite.headSha}/${annotation.path}`,
  }));
}

/** What a suite and its runs come to. */
export function suiteState(repository: Repository, suite: CheckSuite): Pick<CheckRun, 'status' | 'conclusion'> {
  const all = repository.checkRuns.filter((run) => run.suite === suite);
  const runs = all.filter((run) => !all.some((other) => other.id > run.id && other.name === run.name));
  if (runs.length === 0) return { status: 'queued', conclusion: null };
  if (runs.some(({ status }) => status !== 'completed')) return { status: 'in_progress', conclusion: null };
  const bad = runs.find(({ conclusion }) => !['success', 'neutral', 'skipped'].includes(conclusion ?? ''));
  return { status: 'completed', conclusion: bad?.conclusion ?? 'success' };
}

export function checkSuiteFacts(world: World, repository: Repository, suite: CheckSuite): Json {
  const url = `${repositoryApi(world, repository)}/check-suites/${suite.id}`;
  const commit = commitNow(repository.git, suite.headSha);
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteState(repository, suite),
    url,
    before: null,
    after: suite.headSha,
    pull_requests: pullsOf(world, repository, suite.headSha),
    app: appView(world, suite.app),
    created_at: stamp(suite.createdAtMs),
    updated_at: stamp(suite.updatedAtMs),
    latest_check_runs_count: repository.checkRuns.filter((run) => run.suite === suite).length,
    check_runs_url: `${url}/check-runs`,
    head_commit: commit && simpleCommitView(commit),
    rerequestable: true,
    runs_rerequestable: true,
  };
}

export function pullsOf(world: World, repository: Repository, sha: string): Json[] {
  const pulls = repository.issues.filter(isPull).filter(({ pull, state }) => pull.headSha === sha && state === 'open');
  return pulls.map((issue) => pullMinimalView(world, repository, issue));
}

export function statusView(world: World, repository: Repository, status: CommitStatus): Json {
  return { ...simpleStatusView(world, repository, status), creator: userView(world, status.creator) };
}

export function simpleStatusView(world: World, repository: Repository, status: CommitStatus): Json {
  return {
    id: status.id,
    node_id: nodeId('SC', status.id),
    url: `${repositoryApi(world, repository)}/statuses/${status.sha}`,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl,
    avatar_url: `${world.origin}/avatars/${encodeURIComponent(status.creator.login)}`,
    created_at: stamp(status.createdAtMs),
    updated_at: stamp(status.createdAtMs),
  };
}
