// Checks and commit statuses on a commit: set by Apps and by CI, asked to run again by those who may.
import { stamp } from '../clock.js';
import { commitNow } from '../git/history.js';
import type { Actor, App, CheckRun, CommitStatus, Repository, StatusState } from '../model.js';
import { checkRunView, checkSuiteFacts } from '../views/check.js';
import { commitView } from '../views/commit.js';
import { fullName, made, type World } from '../world.js';

export interface CheckGiven {
  name: string;
  headSha: string;
  status?: CheckRun['status'];
  conclusion?: CheckRun['conclusion'];
  output?: Partial<CheckRun['output']>;
  annotations?: CheckRun['annotations'];
  detailsUrl?: string | null;
  externalId?: string;
  /** What the job printed, where it is one of Actions. */
  log?: string | null;
}

/** The runs that count: of each name the newest. */
export function latestRuns(repository: Repository, sha: string): CheckRun[] {
  const runs = repository.checkRuns.filter(({ suite }) => suite.headSha === sha);
  return runs.filter(
    (run) => !runs.some((other) => other.id > run.id && other.name === run.name && other.suite.app === run.suite.app),
  );
}

export function startCheck(world: World, app: App, repository: Repository, given: CheckGiven): CheckRun {
  const suite = suiteFor(world, app, repository, given.headSha);
  const begun = made(world);
  const run: CheckRun = {
    ...begun,
    suite,
    name: given.name,
    status: 'queued',
    conclusion: null,
    startedAtMs: begun.createdAtMs,
    completedAtMs: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
    detailsUrl: given.detailsUrl ?? null,
    externalId: given.externalId ?? '',
    log: given.log ?? null,
    rerequests: 0,
  };
  repository.checkRuns.push(run);
  tellRun(world, app, repository, run, 'created');
  changeCheck(world, app, repository, run, given);
  return run;
}

export function changeCheck(
  world: World,
  app: App,
  repository: Repository,
  run: CheckRun,
  given: Partial<CheckGiven>,
): void {
  const status = given.conclusion ? 'completed' : (given.status ?? run.status);
  if (status !== 'queued' && run.status === 'queued') run.startedAtMs = world.clock.now();
  if (status === 'completed' && run.status !== 'completed') run.completedAtMs = world.clock.now();
  run.status = status;
  run.conclusion = status === 'completed' ? (given.conclusion ?? run.conclusion) : null;
  run.output = { ...run.output, ...given.output };
  if (given.annotations) run.annotations.push(...given.annotations);
  if (given.log !== undefined) run.log = given.log;
  run.suite.updatedAtMs = world.clock.now();
  if (status !== 'completed') return;
  tellRun(world, app, repository, run, 'completed');
  const runs = latestRuns(repository, run.suite.headSha).filter(({ suite }) => suite === run.suite);
  if (runs.every((one) => one.status === 'completed')) tellSuite(world, app, repository, run, 'completed');
}

/** It stands in the queue again, as a run of its own: the same name, a new id. */
export function rerequest(world: World, actor: Actor, repository: Repository, run: CheckRun): void {
  run.rerequests += 1;
  const { suite } = run;
  world.happened({
    event: 'check_run',
    action: 'rerequested',
    repository,
    sender: actor.user,
    payload: { check_run: checkRunView(world, repository, run) },
  });
  const again = {
    name: run.name,
    headSha: suite.headSha,
    detailsUrl: run.detailsUrl,
    log: run.log === null ? null : '',
  };
  startCheck(world, suite.app, repository, again);
}

function suiteFor(world: World, app: App, repository: Repository, sha: string) {
  const known = repository.checkSuites.find((suite) => suite.headSha === sha && suite.app === app);
  if (known) return known;
  const pull = repository.issues.find((issue) => issue.pull?.headSha === sha)?.pull;
  const begun = made(world);
  const headBranch = pull?.headBranch ?? repository.defaultBranch;
  const suite = { ...begun, app, headSha: sha, headBranch, updatedAtMs: begun.createdAtMs };
  repository.checkSuites.push(suite);
  return suite;
}

function tellRun(world: World, app: App, repository: Repository, run: CheckRun, action: string): void {
  const payload = { check_run: checkRunView(world, repository, run) };
  world.happened({ event: 'check_run', action, repository, sender: app.bot, payload });
}

function tellSuite(world: World, app: App, repository: Repository, run: CheckRun, action: string): void {
  const payload = { check_suite: checkSuiteFacts(world, repository, run.suite) };
  world.happened({ event: 'check_suite', action, repository, sender: app.bot, payload });
}

export interface StatusGiven {
  sha: string;
  state: StatusState;
  context?: string;
  description?: string | null;
  targetUrl?: string | null;
}

export function setStatus(world: World, actor: Actor, repository: Repository, given: StatusGiven): CommitStatus {
  const status: CommitStatus = {
    ...made(world),
    sha: given.sha,
    state: given.state,
    context: given.context ?? 'default',
    description: given.description ?? null,
    targetUrl: given.targetUrl ?? null,
    creator: actor.user,
  };
  repository.statuses.push(status);
  const { sha, state, context, description, targetUrl, createdAtMs } = status;
  const commit = commitNow(repository.git, sha);
  const payload = {
    id: status.id,
    sha,
    name: fullName(repository),
    state,
    context,
    description,
    target_url: targetUrl,
    commit: commit && commitView(world, repository, commit),
    branches: [],
    created_at: stamp(createdAtMs),
    updated_at: stamp(createdAtMs),
  };
  world.happened({ event: 'status', action: null, repository, sender: actor.user, payload });
  return status;
}

/** Of each context the newest. */
export function latestStatuses(repository: Repository, sha: string): CommitStatus[] {
  const all = repository.statuses.filter((status) => status.sha === sha);
  return all.filter((status) => !all.some((other) => other.id > status.id && other.context === status.context));
}

/** Of statuses and of the newest check runs together. */
export function combinedState(repository: Repository, sha: string): StatusState {
  const runs = latestRuns(repository, sha).map(({ status, conclusion }): StatusState => {
    if (status !== 'completed') return 'pending';
    return ['success', 'neutral', 'skipped'].includes(conclusion ?? '') ? 'success' : 'failure';
  });
  const states = [...runs, ...latestStatuses(repository, sha).map(({ state }) => state)];
  if (states.some((state) => state === 'failure' || state === 'error')) return 'failure';
  return states.length === 0 || states.includes('pending') ? 'pending' : 'success';
}
