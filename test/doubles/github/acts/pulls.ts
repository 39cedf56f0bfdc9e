// What happens to pull requests: opened, merged, made a draft or not, and moved by pushes.
import { type MergeMethod, mergeCommits, mergedTree } from '../git/merging.js';
import type { Actor, Pull, PullIssue, Repository } from '../model.js';
import { isPull } from '../model.js';
import { invalid, Refusal } from '../refusal.js';
import { headLabel } from '../views/pull.js';
import { same, type World } from '../world.js';
import { newIssue, record, tellIssue } from './issues.js';
import { mergeability } from './mergeability.js';
import { bringHead, sizeOf } from './pull-size.js';
import { authorOf, branchMoved, markMerged } from './pushes.js';

export interface NewPull {
  title: string;
  body?: string | null;
  /** A branch of this repository, or `owner:branch`. */
  head: string;
  base: string;
  draft?: boolean;
}

export async function openPull(world: World, actor: Actor, repository: Repository, given: NewPull): Promise<PullIssue> {
  const { headRepository, headBranch } = headOf(world, repository, given.head);
  const headSha = await headRepository.git.branch(headBranch);
  if (!headSha) throw invalid('PullRequest', 'head', 'invalid');
  const baseSha = await repository.git.branch(given.base);
  if (!baseSha) throw invalid('PullRequest', 'base', 'invalid');
  const label = `${headRepository.owner.login}:${headBranch}`;
  const twin = repository.issues.filter(isPull).find((issue) => {
    const { headRepository: itsHead, baseBranch } = issue.pull;
    return (
      issue.state === 'open' && itsHead === headRepository && same(headLabel(issue), label) && baseBranch === given.base
    );
  });
  if (twin) throw customRefusal(`A pull request already exists for ${label}.`);
  await bringHead(repository, headRepository, headSha);
  if (await repository.git.isAncestor(headSha, baseSha)) {
    throw customRefusal(`No commits between ${given.base} and ${headBranch}`);
  }
  if (given.draft && !repository.hasDrafts) {
    throw new Refusal(422, 'Draft pull requests are not supported in this repository.');
  }
  const issue = newIssue(world, actor.user, repository, given.title, given.body ?? null);
  const pull: Pull = {
    headRepository,
    headBranch,
    headSha,
    baseBranch: given.base,
    baseSha,
    draft: given.draft ?? false,
    merged: null,
    mergeAskedFor: null,
    reviews: [],
    threads: [],
    requestedReviewers: [],
    size: await sizeOf(repository, baseSha, headSha),
  };
  const opened: PullIssue = Object.assign(issue, { pull });
  await repository.git.setRef(`refs/pull/${issue.number}/head`, headSha);
  tellIssue(world, actor, repository, opened, 'opened');
  return opened;
}

function customRefusal(message: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
}

/** The fork of that owner, or the repository itself. */
export function headOf(world: World, repository: Repository, head: string) {
  const colon = head.indexOf(':');
  if (colon < 0) return { headRepository: repository, headBranch: head };
  const [owner, headBranch] = [head.slice(0, colon), head.slice(colon + 1)];
  const family = [repository, ...world.repositories.filter(({ parent }) => parent === repository)];
  const headRepository = family.find((one) => same(one.owner.login, owner));
  if (!headRepository) throw invalid('PullRequest', 'head', 'invalid');
  return { headRepository, headBranch };
}

export interface MergeWish {
  method?: MergeMethod;
  title?: string;
  message?: string;
  /** Where the head has to stand. */
  sha?: string;
}

export async function mergePull(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  wish: MergeWish,
): Promise<string> {
  const { pull } = issue;
  if (issue.state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable');
  if (pull.draft) throw new Refusal(405, 'Pull Request is still a draft');
  if (wish.sha && wish.sha !== pull.headSha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  const { state, mergeable } = await mergeability(world, repository, issue);
  if (!mergeable) throw new Refusal(405, 'Pull Request is not mergeable');
  if (state === 'behind' || state === 'blocked') throw new Refusal(405, `Repository rule violations found: ${state}`);
  const base = (await repository.git.branch(pull.baseBranch)) ?? pull.baseSha;
  const method = wish.method ?? 'merge';
  const title = wish.title ?? defaultTitle(issue, method);
  const message = `${title}\n\n${wish.message ?? (method === 'merge' ? issue.title : (issue.body ?? ''))}`.trim();
  const author = authorOf(world, actor.user);
  const sha = await mergeCommits(repository.git, { into: base, from: pull.headSha, method, message, author });
  if (!sha) throw new Refusal(405, 'Pull Request is not mergeable');
  await repository.git.setRef(`refs/heads/${pull.baseBranch}`, sha);
  markMerged(world, actor, repository, issue, sha);
  await branchMoved(world, actor, repository, { branch: pull.baseBranch, before: base, after: sha }, issue.body ?? '');
  return sha;
}

function defaultTitle(issue: PullIssue, method: MergeMethod): string {
  if (method === 'squash') return `${issue.title} (#${issue.number})`;
  return `Merge pull request #${issue.number} from ${headLabel(issue).replace(':', '/')}`;
}

export function setDraft(world: World, actor: Actor, repository: Repository, issue: PullIssue, draft: boolean): void {
  if (issue.pull.draft === draft) return;
  issue.pull.draft = draft;
  record(world, actor, issue, draft ? 'convert_to_draft' : 'ready_for_review');
  tellIssue(world, actor, repository, issue, draft ? 'converted_to_draft' : 'ready_for_review');
}

/** Merges the base branch into the head, as the button does. False where they conflict. */
export async function updateBranch(world: World, actor: Actor, repository: Repository, issue: PullIssue) {
  const { pull } = issue;
  const base = (await repository.git.branch(pull.baseBranch)) ?? pull.baseSha;
  const tree = await mergedTree(repository.git, pull.headSha, base);
  if (tree === null || !pull.headRepository) return false;
  const message = `Merge branch '${pull.baseBranch}' into ${pull.headBranch}`;
  const author = authorOf(world, actor.user);
  const after = await repository.git.commitTree(tree, [pull.headSha, base], message, author);
  const head = pull.headRepository;
  if (head !== repository) await head.git.git('fetch', '--quiet', repository.git.path, after);
  const before = pull.headSha;
  await head.git.setRef(`refs/heads/${pull.headBranch}`, after);
  await branchMoved(world, actor, head, { branch: pull.headBranch, before, after });
  return true;
}
