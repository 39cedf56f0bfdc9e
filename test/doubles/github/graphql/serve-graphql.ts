// GitHub's GraphQL endpoint, as far as REST leaves things to it.
import { setDraft } from '../acts/pulls.js';
import { resolveThread } from '../acts/reviews.js';
import type { LimitKeeper } from '../limits.js';
import { isPull, type PullIssue, type Repository, type ReviewThread } from '../model.js';
import { Refusal } from '../refusal.js';
import { identify } from '../rest/identify.js';
import type { RestRequest, RestResult } from '../rest/serve-rest.js';
import { actorRole, isAtLeast } from '../roles.js';
import type { Token } from '../tokens.js';
import { nodeId } from '../views/view.js';
import { fullName, repositoryNamed, same, type World } from '../world.js';
import { type GraphqlObject, type Resolve, select } from './answer-graphql.js';
import { actorObject, pullObject, repositoryFacts, threadObject } from './objects.js';
import { GraphqlProblem, parseGraphql } from './parse-graphql.js';

/** What it asks for, for the account and for faults: the names of its outermost fields. */
export function fieldsOf(body: string): string {
  try {
    const { selection } = parseGraphql((JSON.parse(body) as { query: string }).query, {});
    return selection.map((part) => ('name' in part ? part.name : part.on)).join(' ');
  } catch {
    return 'unreadable';
  }
}

export async function serveGraphql(world: World, limits: LimitKeeper, request: RestRequest): Promise<RestResult> {
  let token: Token | null = null;
  try {
    token = identify(world, request.authorization).token;
    if (!token) throw new Refusal(401, 'This endpoint requires you to be authenticated.');
    limits.check(token, 'GET');
    limits.count(token, 'GET');
    const { query, variables } = JSON.parse(request.body) as { query: string; variables?: Record<string, unknown> };
    const document = parseGraphql(query, variables ?? {});
    const root = document.kind === 'query' ? queries(world, token) : mutations(world, token);
    const data = await select(root, document.selection);
    return answer(limits, token, 200, { data });
  } catch (error) {
    if (error instanceof Refusal) return answer(limits, token, error.status, { message: error.message }, error.headers);
    const message = error instanceof Error ? error.message : String(error);
    const type = error instanceof GraphqlProblem ? error.type : null;
    // A field that GitHub does not have, or words that are no GraphQL, are mistakes of who asks.
    if (type === null || type === 'undefinedField')
      world.problems.push(`graphql ${fieldsOf(request.body)}: ${message}`);
    return answer(limits, token, 200, { data: null, errors: [{ ...(type ? { type } : {}), message }] });
  }
}

function answer(
  limits: LimitKeeper,
  token: Token | null,
  status: number,
  body: unknown,
  more: Record<string, string> = {},
): RestResult {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...limits.headers(token), ...more };
  return { status, headers, text: JSON.stringify(body), login: token?.user.login ?? null };
}

function queries(world: World, token: Token): GraphqlObject {
  const repository: Resolve = ({ owner, name }) => {
    const found = repositoryNamed(world, String(owner), String(name));
    if (!found || actorRole(found, token) === null) {
      throw new GraphqlProblem(`Could not resolve to a Repository with the name '${owner}/${name}'.`, 'NOT_FOUND');
    }
    // Unlike REST, GraphQL follows a rename without a word.
    const pullRequest: Resolve = ({ number }) => {
      const issue = found.issues.find((one) => one.number === number && !one.gone);
      if (issue && isPull(issue)) return pullObject(world, found, issue);
      throw new GraphqlProblem(`Could not resolve to a PullRequest with the number of ${number}.`, 'NOT_FOUND');
    };
    return { ...repositoryFacts(found), pullRequest };
  };
  const node: Resolve = ({ id }) => {
    const pull = pulls(world, token).find(({ issue }) => nodeId('PR', issue.id) === id);
    if (pull) return pullObject(world, pull.repository, pull.issue);
    const { repository: of, issue, thread } = threadOf(world, token, id);
    return threadObject(world, of, issue, thread);
  };
  return { __typename: 'Query', repository, node, viewer: actorObject(world, token.user) };
}

function mutations(world: World, token: Token): GraphqlObject {
  const setResolved = (resolved: boolean): Resolve => {
    return ({ input }) => {
      const { repository, issue, thread } = threadOf(world, token, (input as { threadId?: unknown }).threadId);
      needWrite(token, repository, issue);
      resolveThread(world, token, repository, issue, thread, resolved);
      const shown = threadObject(world, repository, issue, thread);
      return { __typename: 'Payload', thread: shown, clientMutationId: null };
    };
  };
  const toDraft = (draft: boolean): Resolve => {
    return ({ input }) => {
      const id = (input as { pullRequestId?: unknown }).pullRequestId;
      const found = pulls(world, token).find(({ issue }) => nodeId('PR', issue.id) === id);
      if (!found) throw new GraphqlProblem(`Could not resolve to a node with the global id of '${id}'`, 'NOT_FOUND');
      needWrite(token, found.repository, found.issue);
      if (draft && !found.repository.hasDrafts) {
        throw new GraphqlProblem('Draft pull requests are not supported in this repository.', 'UNPROCESSABLE');
      }
      setDraft(world, token, found.repository, found.issue, draft);
      const pullRequest = pullObject(world, found.repository, found.issue);
      return { __typename: 'Payload', pullRequest, clientMutationId: null };
    };
  };
  return {
    __typename: 'Mutation',
    resolveReviewThread: setResolved(true),
    unresolveReviewThread: setResolved(false),
    markPullRequestReadyForReview: toDraft(false),
    convertPullRequestToDraft: toDraft(true),
  };
}

function pulls(world: World, token: Token): { repository: Repository; issue: PullIssue }[] {
  const seen = world.repositories.filter((repository) => actorRole(repository, token) !== null);
  return seen.flatMap((repository) => repository.issues.filter(isPull).map((issue) => ({ repository, issue })));
}

function threadOf(world: World, token: Token, id: unknown) {
  for (const { repository, issue } of pulls(world, token)) {
    const thread: ReviewThread | undefined = issue.pull.threads.find(({ nodeId: own }) => own === id);
    if (thread) return { repository, issue, thread };
  }
  throw new GraphqlProblem(`Could not resolve to a node with the global id of '${id}'`, 'NOT_FOUND');
}

/** Those who opened it may, too. */
function needWrite(token: Token, repository: Repository, issue: PullIssue): void {
  const granted = !token.permissions || token.permissions['pull_requests'] === 'write';
  const may = isAtLeast(actorRole(repository, token), 'write') || same(issue.user.login, token.user.login);
  if (repository.archived) throw new GraphqlProblem(`Repository ${fullName(repository)} was archived`, 'FORBIDDEN');
  if (!may || !granted) throw new GraphqlProblem('Resource not accessible by integration', 'FORBIDDEN');
}
