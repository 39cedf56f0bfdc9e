// Whether a pull request can be merged, as far as it is known, and what stands in the way.
import { mergedTree } from '../git/merging.js';
import type { BranchRule, PullIssue, Repository } from '../model.js';
import type { Mergeability } from '../views/pull.js';
import type { World } from '../world.js';
import { combinedState, latestRuns } from './checks.js';

/** As the API says it: GitHub begins to find out when somebody asks, so that the first answer is that it is not known. */
export async function askMergeability(world: World, repository: Repository, issue: PullIssue): Promise<Mergeability> {
  const { pull } = issue;
  if (issue.state === 'closed') return { mergeable: null, state: 'unknown' };
  const base = (await repository.git.branch(pull.baseBranch)) ?? pull.baseSha;
  const pair = `${base} ${pull.headSha}`;
  if (pull.mergeAskedFor !== pair) {
    pull.mergeAskedFor = pair;
    return { mergeable: null, state: 'unknown' };
  }
  return mergeability(world, repository, issue);
}

export async function mergeability(_: World, repository: Repository, issue: PullIssue): Promise<Mergeability> {
  const { pull } = issue;
  const base = (await repository.git.branch(pull.baseBranch)) ?? pull.baseSha;
  if ((await mergedTree(repository.git, base, pull.headSha)) === null) return { mergeable: false, state: 'dirty' };
  const rules = rulesFor(repository, pull.baseBranch);
  const behind = !(await repository.git.isAncestor(base, pull.headSha));
  if (pull.draft) return { mergeable: true, state: 'draft' };
  if (blocked(repository, issue, rules)) return { mergeable: true, state: 'blocked' };
  if (behind && rules.some(({ upToDate }) => upToDate)) return { mergeable: true, state: 'behind' };
  const fine = combinedState(repository, pull.headSha) === 'success' || !hasChecks(repository, pull.headSha);
  return { mergeable: true, state: fine ? 'clean' : 'unstable' };
}

function blocked(repository: Repository, issue: PullIssue, rules: BranchRule[]): boolean {
  const passed = new Set([
    ...latestRuns(repository, issue.pull.headSha)
      .filter(({ conclusion }) => conclusion === 'success')
      .map(({ name }) => name),
    ...repository.statuses
      .filter(({ sha, state }) => sha === issue.pull.headSha && state === 'success')
      .map(({ context }) => context),
  ]);
  const approvals = issue.pull.reviews.filter(({ state }) => state === 'APPROVED').length;
  return rules.some(
    (rule) => rule.requiredChecks.some((name) => !passed.has(name)) || approvals < rule.requiredApprovals,
  );
}

function hasChecks(repository: Repository, sha: string): boolean {
  return latestRuns(repository, sha).length > 0 || repository.statuses.some((status) => status.sha === sha);
}

export function rulesFor(repository: Repository, branch: string): BranchRule[] {
  return repository.rules.filter(({ pattern }) => matches(pattern, branch));
}

function matches(pattern: string, branch: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(branch);
}
