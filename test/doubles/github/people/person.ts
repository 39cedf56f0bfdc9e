// Someone who acts on GitHub as people do, by the web page: for tests and for the demo. What GitHub would not let them
// do, it does not.
import { openIssue } from '../acts/issues.js';
import { type NewPull, openPull } from '../acts/pulls.js';
import { branchMoved } from '../acts/pushes.js';
import { forkRepository } from '../acts/repositories.js';
import { type Actor, isPull, type Repository, type User } from '../model.js';
import { oneByOne } from '../one-by-one.js';
import { Refusal } from '../refusal.js';
import { isAtLeast, roleOf } from '../roles.js';
import type { World } from '../world.js';
import { type IssueHandle, issueHandle } from './issue-handle.js';
import { type PullHandle, pullHandle } from './pull-handle.js';
import { type CommitWish, pushCommit, type Standing } from './standing.js';

export interface Person {
  user: User;
  openIssue(given: { title: string; body?: string | null; labels?: string[] }): IssueHandle;
  issue(number: number): IssueHandle;
  openPull(given: Omit<NewPull, 'base'> & { base?: string }): Promise<PullHandle>;
  pull(number: number): PullHandle;
  /** The commit. */
  pushCommit(wish: CommitWish): Promise<string>;
  deleteBranch(name: string): Promise<void>;
  fork(): Promise<Repository>;
}

export function personIn(world: World, user: User, repository: Repository): Person {
  const actor: Actor = { user, app: null };
  const standing: Standing = {
    world,
    actor,
    repository,
    need(role) {
      if (repository.archived) throw new Refusal(403, 'Repository was archived so is read-only.');
      if (!isAtLeast(roleOf(repository, user), role)) throw new Refusal(403, `${user.login} has no ${role} access`);
    },
  };
  return {
    user,
    openIssue(given) {
      standing.need('read');
      if (given.labels?.length) standing.need('triage');
      return issueHandle(standing, openIssue(world, actor, repository, given));
    },
    issue(number) {
      const issue = repository.issues.find((one) => one.number === number);
      if (!issue) throw new Error(`there is no #${number}`);
      return issueHandle(standing, issue);
    },
    async openPull(given) {
      standing.need('read');
      const wish = { ...given, base: given.base ?? repository.defaultBranch };
      return pullHandle(standing, await oneByOne(repository, () => openPull(world, actor, repository, wish)));
    },
    pull(number) {
      const issue = repository.issues.find((one) => one.number === number);
      if (!issue || !isPull(issue)) throw new Error(`there is no pull request #${number}`);
      return pullHandle(standing, issue);
    },
    pushCommit: (wish) => oneByOne(repository, () => pushCommit(standing, wish)),
    async deleteBranch(name) {
      standing.need('write');
      await oneByOne(repository, async () => {
        const before = await repository.git.branch(name);
        await repository.git.setRef(`refs/heads/${name}`, null);
        await branchMoved(world, actor, repository, { branch: name, before, after: null });
      });
    },
    fork: () => oneByOne(repository, () => forkRepository(world, repository, user)),
  };
}
