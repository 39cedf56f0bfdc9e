// Repositories: made with what a test wants to be in them, renamed, archived, hidden, forked.

import { commitFiles } from '../git/change-files.js';
import { type BranchRule, isPull, type Repository, type Role, type User } from '../model.js';
import { addRepository, addUser, fullName, type World } from '../world.js';
import { authorOf } from './pushes.js';

export interface RepositoryGiven {
  private?: boolean;
  description?: string;
  defaultBranch?: string;
  /** Who may do what, by login. The owner may everything. */
  roles?: Record<string, Role>;
  /** The first commit, contents by path. */
  files?: Record<string, string>;
  /** A repository on disk: its branches, and its HEAD as default branch. Neither: it is empty. */
  from?: string;
  /** What pushes and merges to branches have to obey. */
  rules?: (Partial<BranchRule> & { pattern: string })[];
}

export async function fillRepository(world: World, name: string, given: RepositoryGiven): Promise<Repository> {
  const [login = '', own = ''] = name.split('/');
  const owner = addUser(world, login, 'Organization');
  const repository = await addRepository(world, owner, own, given);
  for (const [user, role] of Object.entries(given.roles ?? {})) setRole(world, repository, user, role);
  if (given.from) await takeOver(repository, given.from);
  if (given.files) {
    const author = authorOf(world, owner);
    const branch = repository.defaultBranch;
    await commitFiles(repository.git, { branch, parent: null, files: given.files, message: 'Begin', author });
  }
  if (given.rules) await setRules(repository, given.rules);
  return repository;
}

async function takeOver(repository: Repository, from: string): Promise<void> {
  await repository.git.git('fetch', '--quiet', from, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*');
  const head = await repository.git.git('ls-remote', '--symref', from, 'HEAD');
  const branch = /^ref: refs\/heads\/(\S+)/.exec(head)?.[1];
  if (branch) await setDefaultBranch(repository, branch);
}

export async function setDefaultBranch(repository: Repository, branch: string): Promise<void> {
  repository.defaultBranch = branch;
  await repository.git.git('symbolic-ref', 'HEAD', `refs/heads/${branch}`);
}

/** Null takes it away. */
export function setRole(world: World, repository: Repository, login: string, role: Role | null): void {
  addUser(world, login);
  if (role === null) repository.roles.delete(login.toLowerCase());
  else repository.roles.set(login.toLowerCase(), role);
}

export async function setRules(repository: Repository, rules: (Partial<BranchRule> & { pattern: string })[]) {
  repository.rules = rules.map((rule) => ({
    refusesPush: null,
    upToDate: false,
    requiredChecks: [],
    requiredApprovals: 0,
    ...rule,
  }));
  const refused = repository.rules.flatMap(({ pattern, refusesPush }) =>
    refusesPush === null ? [] : { pattern, message: refusesPush },
  );
  await repository.git.refusePushes(refused);
}

export function renameRepository(world: World, repository: Repository, to: string): void {
  const [login = '', name = ''] = to.split('/');
  repository.formerly.push(fullName(repository).toLowerCase());
  repository.owner = addUser(world, login, 'Organization');
  repository.name = name;
}

/** With all branches, as a repository of that person. */
export async function forkRepository(world: World, parent: Repository, owner: User): Promise<Repository> {
  const known = world.repositories.find((one) => one.parent === parent && one.owner === owner);
  if (known) return known;
  const { defaultBranch, private: hidden } = parent;
  const fork = await addRepository(world, owner, parent.name, { parent, defaultBranch, private: hidden });
  await takeOver(fork, parent.git.path);
  return fork;
}

/** Pull requests from it stay, with a head that is nowhere. */
export function deleteRepository(world: World, repository: Repository): void {
  world.repositories = world.repositories.filter((one) => one !== repository);
  const pulls = world.repositories.flatMap(({ issues }) => issues.filter(isPull));
  for (const { pull } of pulls) if (pull.headRepository === repository) pull.headRepository = null;
}
