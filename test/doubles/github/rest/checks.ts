// Routes of check runs, check suites and commit statuses.
import {
  type CheckGiven,
  changeCheck,
  combinedState,
  latestRuns,
  latestStatuses,
  rerequest,
  setStatus,
  startCheck,
} from '../acts/checks.js';
import type { Annotation, CheckRun, CheckSuite, Conclusion, StatusState } from '../model.js';
import { notFound, Refusal } from '../refusal.js';
import { annotationViews, checkRunView, checkSuiteFacts, simpleStatusView, statusView } from '../views/check.js';
import { repositoryApi, repositoryView } from '../views/repository.js';
import type { Json } from '../views/view.js';
import { listed } from '../world.js';
import {
  type Answer,
  type Asked,
  actorOf,
  created,
  forbidden,
  list,
  mayWrite,
  ok,
  type Routes,
  textOf,
} from './route.js';

export const checkRoutes: Routes = {
  'checks/create': (asked) => {
    const { app } = actorOf(asked);
    if (!app) throw new Refusal(403, 'You must authenticate via a GitHub App.');
    const run = startCheck(asked.world, app, asked.repository, checkGiven(asked.body));
    return created(checkRunView(asked.world, asked.repository, run));
  },
  'checks/update': (asked) => {
    const run = runAsked(asked);
    if (actorOf(asked).app !== run.suite.app) throw forbidden(asked);
    changeCheck(asked.world, run.suite.app, asked.repository, run, checkGiven(asked.body));
    return ok(checkRunView(asked.world, asked.repository, run));
  },
  'checks/get': (asked) => ok(checkRunView(asked.world, asked.repository, runAsked(asked))),
  'checks/list-annotations': (asked) => list(annotationViews(asked.world, asked.repository, runAsked(asked))),
  'checks/list-for-ref': async (asked) => runs(asked, await runsOf(asked, await shaAsked(asked))),
  'checks/list-for-suite': (asked) => {
    const suite = suiteAsked(asked);
    const all = asked.repository.checkRuns.filter((run) => run.suite === suite);
    return runs(
      asked,
      asked.query['filter'] === 'all'
        ? all
        : all.filter((run) => latestRuns(asked.repository, suite.headSha).includes(run)),
    );
  },
  'checks/list-suites-for-ref': async (asked) => {
    const { world, repository } = asked;
    const sha = await shaAsked(asked);
    const suites = listed(world, repository.checkSuites).filter(({ headSha }) => headSha === sha);
    const views = suites.map((suite) => suiteView(asked, suite));
    return list(views, (page, total) => ({ total_count: total, check_suites: page }));
  },
  'checks/get-suite': (asked) => ok(suiteView(asked, suiteAsked(asked))),
  'checks/rerequest-run': (asked) => rerun(asked, [runAsked(asked)]),
  'checks/rerequest-suite': (asked) => {
    const suite = suiteAsked(asked);
    return rerun(
      asked,
      latestRuns(asked.repository, suite.headSha).filter((run) => run.suite === suite),
    );
  },
  'repos/create-commit-status': async (asked) => {
    const { world, repository, body, params } = asked;
    if (!mayWrite(asked)) throw forbidden(asked);
    const sha = await repository.git.commit(params['sha'] ?? '');
    if (!sha) throw new Refusal(422, `No commit found for SHA: ${params['sha']}`);
    const [context, description, targetUrl] = ['context', 'description', 'target_url'].map((key) => textOf(body, key));
    const status = setStatus(world, actorOf(asked), repository, {
      sha,
      state: body['state'] as StatusState,
      context: context ?? 'default',
      description: description ?? null,
      targetUrl: targetUrl ?? null,
    });
    return created(statusView(world, repository, status));
  },
  'repos/list-commit-statuses-for-ref': async (asked) => {
    const { world, repository } = asked;
    const sha = await shaAsked(asked);
    const found = listed(world, repository.statuses).filter((status) => status.sha === sha);
    return list(found.reverse().map((status) => statusView(world, repository, status)));
  },
  'repos/get-combined-status-for-ref': combinedStatus,
};

function checkGiven(body: Json): CheckGiven {
  const output = body['output'] as (Json & { annotations?: Json[] }) | undefined;
  const annotations = output?.annotations?.map(
    (one): Annotation => ({
      path: String(one['path']),
      startLine: Number(one['start_line']),
      endLine: Number(one['end_line']),
      level: one['annotation_level'] as Annotation['level'],
      title: textOf(one, 'title') ?? null,
      message: String(one['message']),
    }),
  );
  const [title, summary, text] = ['title', 'summary', 'text'].map((key) => textOf(output ?? {}, key));
  return {
    name: String(body['name']),
    headSha: String(body['head_sha']),
    ...(body['status'] ? { status: body['status'] as CheckRun['status'] } : {}),
    ...(body['conclusion'] ? { conclusion: body['conclusion'] as Conclusion } : {}),
    ...(output ? { output: { title: title ?? null, summary: summary ?? null, text: text ?? null } } : {}),
    ...(annotations ? { annotations } : {}),
    detailsUrl: textOf(body, 'details_url') ?? null,
  };
}

function runAsked({ repository, params }: Asked): CheckRun {
  const run = repository.checkRuns.find(({ id }) => id === Number(params['check_run_id']));
  if (!run) throw notFound();
  return run;
}

function suiteAsked({ repository, params }: Asked): CheckSuite {
  const suite = repository.checkSuites.find(({ id }) => id === Number(params['check_suite_id']));
  if (!suite) throw notFound();
  return suite;
}

async function shaAsked({ repository, params }: Asked): Promise<string> {
  const sha = await repository.git.commit(params['ref'] ?? '');
  if (!sha) throw new Refusal(422, `No commit found for SHA: ${params['ref']}`);
  return sha;
}

async function runsOf({ world, repository, query }: Asked, sha: string): Promise<CheckRun[]> {
  const all = repository.checkRuns.filter(({ suite }) => suite.headSha === sha);
  const filtered = query['filter'] === 'all' ? all : latestRuns(repository, sha);
  const { check_name: name, status } = query;
  return listed(world, filtered).filter(
    (run) => (name === undefined || run.name === name) && (status === undefined || run.status === status),
  );
}

function runs({ world, repository }: Asked, found: CheckRun[]): Answer {
  const views = found.map((run) => checkRunView(world, repository, run));
  return list(views, (page, total) => ({ total_count: total, check_runs: page }));
}

function suiteView({ world, repository }: Asked, suite: CheckSuite): Json {
  return { ...checkSuiteFacts(world, repository, suite), repository: repositoryView(world, repository) };
}

export function rerun(asked: Asked, checks: CheckRun[]): Answer {
  if (!mayWrite(asked)) throw forbidden(asked);
  for (const run of checks) {
    if (run.status !== 'completed') throw new Refusal(403, 'This check run is not rerequestable');
    rerequest(asked.world, actorOf(asked), asked.repository, run);
  }
  return created({});
}

async function combinedStatus(asked: Asked): Promise<Answer> {
  const { world, repository } = asked;
  const sha = await shaAsked(asked);
  const statuses = listed(world, latestStatuses(repository, sha));
  const commit = `${repositoryApi(world, repository)}/commits/${sha}`;
  const views = statuses.map((status) => simpleStatusView(world, repository, status));
  return list(views, (page, total) => ({
    state: combinedState({ ...repository, checkRuns: [] }, sha),
    statuses: page,
    sha,
    total_count: total,
    repository: repositoryView(world, repository),
    commit_url: commit,
    url: `${commit}/status`,
  }));
}
