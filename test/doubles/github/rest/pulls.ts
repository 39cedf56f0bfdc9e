// Routes of pull requests.
import { editIssue, setIssueState } from '../acts/issues.js';
import { askMergeability } from '../acts/mergeability.js';
import { headOf, mergePull, openPull, updateBranch } from '../acts/pulls.js';
import { commitsOf, differences } from '../git/history.js';
import type { MergeMethod } from '../git/merging.js';
import { isPull, type PullIssue } from '../model.js';
import { invalid, notFound, Refusal } from '../refusal.js';
import { actorRole, isAtLeast } from '../roles.js';
import { commitView, differenceView } from '../views/commit.js';
import { headLabel, pullApi, pullSimpleView, pullView } from '../views/pull.js';
import { listed, same, userNamed } from '../world.js';
import {
  type Answer,
  type Asked,
  actorOf,
  created,
  forbidden,
  list,
  mayTriage,
  mayWrite,
  NO_CONTENT,
  ok,
  pullAsked,
  type Routes,
  textOf,
} from './route.js';

export const pullRoutes: Routes = {
  'pulls/list': listPulls,
  'pulls/get': async (asked) => shown(asked, pullAsked(asked), true),
  'pulls/create': createPull,
  'pulls/update': updatePull,
  'pulls/merge': merge,
  'pulls/check-if-merged': (asked) => {
    if (!pullAsked(asked).pull.merged) throw notFound();
    return NO_CONTENT;
  },
  'pulls/update-branch': update,
  'pulls/list-commits': async (asked) => {
    const { world, repository } = asked;
    const { pull } = pullAsked(asked);
    const commits = await commitsOf(repository.git, '--reverse', `${pull.baseSha}..${pull.headSha}`);
    return list(commits.map((commit) => commitView(world, repository, commit)));
  },
  'pulls/list-files': async (asked) => {
    const { world, repository } = asked;
    const { pull } = pullAsked(asked);
    const fork = (await repository.git.ask('merge-base', pull.baseSha, pull.headSha)) ?? pull.baseSha;
    const files = await differences(repository.git, fork, pull.headSha);
    return list(files.map((file) => differenceView(world, repository, file, pull.headSha)));
  },
  'pulls/request-reviewers': (asked) => {
    const { world, repository, body } = asked;
    if (!mayWrite(asked)) throw forbidden(asked);
    const issue = pullAsked(asked);
    for (const login of (body['reviewers'] ?? []) as string[]) {
      const user = userNamed(world, login);
      if (!user) throw new Refusal(422, 'Reviews may only be requested from collaborators.');
      if (!issue.pull.requestedReviewers.includes(user)) issue.pull.requestedReviewers.push(user);
    }
    return created(pullSimpleView(world, repository, issue));
  },
};

function listPulls({ world, repository, query }: Asked): Answer {
  const { state = 'open', head, base, sort = 'created' } = query;
  const found = listed(world, repository.issues.filter(isPull)).filter(
    (issue) =>
      !issue.gone &&
      (state === 'all' || issue.state === state) &&
      headMatches(issue, head) &&
      (base === undefined || issue.pull.baseBranch === base),
  );
  const key = sort === 'updated' ? 'updatedAtMs' : 'number';
  const ordered = found.sort((one, other) => one[key] - other[key]);
  const direction = query['direction'] ?? (sort === 'created' ? 'desc' : 'asc');
  if (direction === 'desc') ordered.reverse();
  return list(ordered.map((issue) => pullSimpleView(world, repository, issue)));
}

/** A filter without an owner is none at all: GitHub overlooks it and lists every pull request. */
function headMatches(issue: PullIssue, head: unknown): boolean {
  return typeof head !== 'string' || !head.includes(':') || same(headLabel(issue), head);
}

async function createPull(asked: Asked): Promise<Answer> {
  const { world, repository, body } = asked;
  const title = textOf(body, 'title');
  if (!title?.trim()) throw invalid('PullRequest', 'title', 'missing_field');
  // Who may read may ask for a merge of a branch that they may write to, as of their own fork.
  const head = String(body['head']);
  const { headRepository } = headOf(world, repository, head);
  if (!isAtLeast(actorRole(headRepository, actorOf(asked)), 'write')) throw forbidden(asked);
  const given = {
    title,
    body: textOf(body, 'body') ?? null,
    head,
    base: String(body['base']),
    draft: body['draft'] === true,
  };
  const answer = await shown(asked, await openPull(world, actorOf(asked), repository, given), false);
  return { ...answer, status: 201 };
}

async function updatePull(asked: Asked): Promise<Answer> {
  const { world, repository, body } = asked;
  const issue = pullAsked(asked);
  const actor = actorOf(asked);
  if (!mayTriage(asked) && issue.user !== actor.user) throw forbidden(asked);
  const title = textOf(body, 'title');
  const text = 'body' in body ? { body: textOf(body, 'body') ?? null } : {};
  editIssue(world, actor, repository, issue, { ...(title === undefined ? {} : { title }), ...text });
  const base = textOf(body, 'base');
  if (base !== undefined && base !== issue.pull.baseBranch) {
    const sha = await repository.git.branch(base);
    if (!sha) throw invalid('PullRequest', 'base', 'invalid');
    Object.assign(issue.pull, { baseBranch: base, baseSha: sha });
  }
  const state = body['state'];
  if (state === 'open' || state === 'closed') {
    const headGone = !(await issue.pull.headRepository?.git.branch(issue.pull.headBranch));
    if (state === 'open' && (issue.pull.merged || headGone)) throw invalid('PullRequest', 'state', 'invalid');
    setIssueState(world, actor, repository, issue, state);
  }
  return shown(asked, issue, false);
}

async function merge(asked: Asked): Promise<Answer> {
  const { world, repository, body } = asked;
  if (!mayWrite(asked)) throw forbidden(asked);
  const [title, message, sha] = ['commit_title', 'commit_message', 'sha'].map((key) => textOf(body, key));
  const method = textOf(body, 'merge_method') as MergeMethod | undefined;
  const merged = await mergePull(world, actorOf(asked), repository, pullAsked(asked), {
    ...(title === undefined ? {} : { title }),
    ...(message === undefined ? {} : { message }),
    ...(sha === undefined ? {} : { sha }),
    ...(method === undefined ? {} : { method }),
  });
  return ok({ sha: merged, merged: true, message: 'Pull Request successfully merged' });
}

async function update(asked: Asked): Promise<Answer> {
  const { world, repository, body } = asked;
  const issue = pullAsked(asked);
  const expected = textOf(body, 'expected_head_sha');
  if (expected && expected !== issue.pull.headSha) {
    throw new Refusal(422, `expected head sha didn't match current head ref.`);
  }
  if (!(await updateBranch(world, actorOf(asked), repository, issue))) {
    throw new Refusal(422, 'merge conflict between base and head');
  }
  return { status: 202, body: { message: 'Updating pull request branch.', url: pullApi(world, repository, issue) } };
}

/** Only who asks for one pull request sets GitHub to find out whether it can be merged. */
async function shown({ world, repository }: Asked, issue: PullIssue, ask: boolean): Promise<Answer> {
  return ok(pullView(world, repository, issue, ask ? await askMergeability(world, repository, issue) : undefined));
}
