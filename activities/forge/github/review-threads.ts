// Whether threads of a review are resolved: only GraphQL tells and changes that.
import type { Octokit } from 'octokit';
import { PAGE_SIZE } from './pages.js';

export interface ThreadState {
  /** GraphQL's id. */
  id: string;
  resolved: boolean;
}

const PAGES_MAX = 10;
const THREADS = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: ${PAGE_SIZE}, after: $after) {
        nodes { id isResolved comments(first: 1) { nodes { databaseId } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;
const RESOLVE = `mutation ($id: ID!) {
  resolveReviewThread(input: { threadId: $id }) { thread { isResolved } }
}`;

interface ThreadsAnswer {
  repository: {
    pullRequest: {
      reviewThreads: {
        nodes: { id: string; isResolved: boolean; comments: { nodes: { databaseId: number | null }[] } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    } | null;
  } | null;
}

/** By the comment that each began with. */
export async function readThreads(
  octokit: Octokit,
  repository: { owner: string; repo: string },
  number: number,
): Promise<Map<number, ThreadState>> {
  const threads = new Map<number, ThreadState>();
  let after: string | null = null;
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const answer: ThreadsAnswer = await octokit.graphql<ThreadsAnswer>(THREADS, { ...repository, number, after });
    const found = answer.repository?.pullRequest?.reviewThreads;
    for (const { id, isResolved, comments } of found?.nodes ?? []) {
      const root = comments.nodes[0]?.databaseId ?? null;
      if (root !== null) threads.set(root, { id, resolved: isResolved });
    }
    if (!found?.pageInfo.hasNextPage) break;
    after = found.pageInfo.endCursor;
  }
  return threads;
}

export async function resolveThread(octokit: Octokit, { id, resolved }: ThreadState): Promise<void> {
  if (!resolved) await octokit.graphql(RESOLVE, { id });
}
