// What a branch that moved means: pull requests follow their heads, issues named in messages are closed, hooks hear.

import { type Author, NO_COMMIT } from '../git/bare-repository.js';
import { commitsOf } from '../git/history.js';
import { type Actor, isPull, type PullIssue, type Repository, type User } from '../model.js';
import { pushedCommitView } from '../views/commit.js';
import { repositoryPage } from '../views/repository.js';
import type { World } from '../world.js';
import { record, setIssueState, tellIssue } from './issues.js';
import { bringHead, sizeOf } from './pull-size.js';

export interface Move {
  branch: string;
  /** Null: it is new. */
  before: string | null;
  /** Null: it was deleted. */
  after: string | null;
}

export function authorOf(world: World, user: User): Author {
  return { name: user.login, email: `${user.login}@users.noreply.example`, atMs: world.clock.now() };
}

/** The branches that stand elsewhere than before. */
export function movesBetween(before: Map<string, string>, after: Map<string, string>): Move[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((ref) => {
    const move = {
      branch: ref.slice('refs/heads/'.length),
      before: before.get(ref) ?? null,
      after: after.get(ref) ?? null,
    };
    return ref.startsWith('refs/heads/') && move.before !== move.after ? move : [];
  });
}

/** `said`: words beside the commits' that may name issues to close, such as a pull request's. */
export async function branchMoved(
  world: World,
  actor: Actor,
  repository: Repository,
  move: Move,
  said = '',
): Promise<void> {
  repository.pushedAtMs = world.clock.now();
  const range = move.before ? [`${move.before}..${move.after}`] : ['-20', move.after ?? ''];
  const commits = move.after ? await commitsOf(repository.git, ...range) : [];
  world.happened({
    event: 'push',
    action: null,
    repository,
    sender: actor.user,
    payload: {
      ref: `refs/heads/${move.branch}`,
      before: move.before ?? NO_COMMIT,
      after: move.after ?? NO_COMMIT,
      created: move.before === null,
      deleted: move.after === null,
      forced:
        move.before !== null && move.after !== null && !(await repository.git.isAncestor(move.before, move.after)),
      base_ref: null,
      compare: `${repositoryPage(world, repository)}/compare/${move.before ?? repository.defaultBranch}...${move.after}`,
      commits: commits.map((commit) => pushedCommitView(world, repository, commit)).reverse(),
      head_commit: commits[0] ? pushedCommitView(world, repository, commits[0]) : null,
      pusher: { name: actor.user.login, email: null },
    },
  });
  await headsMoved(world, actor, repository, move);
  if (!move.after) return;
  await mergedByPush(world, actor, repository, move.branch, move.after);
  if (move.branch !== repository.defaultBranch) return;
  const words = [said, ...commits.map(({ message }) => message)].join('\n');
  closeNamed(world, actor, repository, words, move.after);
}

async function headsMoved(world: World, actor: Actor, repository: Repository, move: Move): Promise<void> {
  for (const [base, issue] of openPulls(world)) {
    const { pull } = issue;
    if (pull.headRepository !== repository || pull.headBranch !== move.branch || pull.headSha === move.after) continue;
    if (move.after === null) {
      record(world, actor, issue, 'head_ref_deleted');
      setIssueState(world, actor, base, issue, 'closed');
      continue;
    }
    const before = pull.headSha;
    await bringHead(base, repository, move.after);
    pull.headSha = move.after;
    pull.baseSha = (await base.git.branch(pull.baseBranch)) ?? pull.baseSha;
    pull.size = await sizeOf(base, pull.baseSha, pull.headSha);
    await base.git.setRef(`refs/pull/${issue.number}/head`, move.after);
    tellIssue(world, actor, base, issue, 'synchronize', { before, after: move.after });
  }
}

/** A push that brings a pull request's commits to its base branch has merged it. */
async function mergedByPush(world: World, actor: Actor, repository: Repository, branch: string, tip: string) {
  for (const [base, issue] of openPulls(world)) {
    if (base !== repository || issue.pull.baseBranch !== branch) continue;
    if (await repository.git.isAncestor(issue.pull.headSha, tip)) markMerged(world, actor, base, issue, tip);
  }
}

function openPulls(world: World): [Repository, PullIssue][] {
  return world.repositories.flatMap((repository) =>
    repository.issues
      .filter(isPull)
      .filter(({ state, gone }) => state === 'open' && !gone)
      .map((issue): [Repository, PullIssue] => [repository, issue]),
  );
}

/** Merged by the button, or by a push that brought its commits to the base branch. */
export function markMerged(world: World, actor: Actor, repository: Repository, issue: PullIssue, sha: string): void {
  issue.pull.merged = { sha, by: actor.user, atMs: world.clock.now() };
  record(world, actor, issue, 'merged', { commit: sha });
  setIssueState(world, actor, repository, issue, 'closed', { commit: sha });
}

function closeNamed(world: World, actor: Actor, repository: Repository, words: string, commit: string): void {
  for (const [, number] of words.matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)\b/gi)) {
    const issue = repository.issues.find((one) => one.number === Number(number) && !one.pull && !one.gone);
    if (issue) setIssueState(world, actor, repository, issue, 'closed', { reason: 'completed', commit });
  }
}
