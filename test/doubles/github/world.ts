// All that the double knows, and the few things that everything in it needs: ids, time, people by name, events.
import type { Clock } from './clock.js';
import { BareRepository } from './git/bare-repository.js';
import type { App, Made, Repository, User } from './model.js';
import { Refusal } from './refusal.js';
import type { Tokens } from './tokens.js';

/** Something happened that webhooks tell of. */
export interface Happening {
  event: string;
  action: string | null;
  repository: Repository;
  sender: User;
  /** The part of the payload that is particular to it. */
  payload: Record<string, unknown>;
}

export interface World {
  /** `http://127.0.0.1:PORT`, for people and for git. */
  origin: string;
  /** What REST routes stand under. */
  api: string;
  /** Where bare repositories are. */
  root: string;
  clock: Clock;
  users: User[];
  repositories: Repository[];
  apps: App[];
  tokens: Tokens;
  /** Mistakes of the double, or of those who talk to it, that a test must not overlook. */
  problems: string[];
  /** How long lists leave out what was created. */
  listLagMs: number;
  /** Lists have everything up to this id. */
  settledId: number;
  lastId: number;
  happened(happening: Happening): void;
}

/** What every new thing begins with. Ids rise in the order of creation. */
export function made(world: World): Made {
  world.lastId += 1;
  return { id: world.lastId, createdAtMs: world.clock.now() };
}

/** What lists show by now. */
export function listed<T extends Made>(world: World, things: T[]): T[] {
  const until = world.clock.now() - world.listLagMs;
  return things.filter((thing) => thing.id <= world.settledId || thing.createdAtMs <= until);
}

export function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function userNamed(world: World, login: string): User | null {
  return world.users.find((user) => same(user.login, login)) ?? null;
}

export function addUser(world: World, login: string, type: User['type'] = 'User'): User {
  const known = userNamed(world, login);
  if (known) return known;
  const user: User = { ...made(world), login, name: null, type };
  world.users.push(user);
  return user;
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** The repository of that name; one that has had it before says so by another name. */
export function repositoryNamed(world: World, owner: string, name: string): Repository | null {
  const wanted = `${owner}/${name}`.toLowerCase();
  const now = world.repositories.find((repository) => fullName(repository).toLowerCase() === wanted);
  return now ?? world.repositories.find(({ formerly }) => formerly.includes(wanted)) ?? null;
}

export interface NewRepository {
  private?: boolean;
  description?: string;
  defaultBranch?: string;
  parent?: Repository;
}

export async function addRepository(world: World, owner: User, name: string, given: NewRepository = {}) {
  if (repositoryNamed(world, owner.login, name)) throw new Refusal(422, 'name already exists on this account');
  const begun = made(world);
  const repository: Repository = {
    ...begun,
    owner,
    name,
    formerly: [],
    description: given.description ?? null,
    private: given.private ?? false,
    archived: false,
    hasIssues: true,
    hasDrafts: true,
    parent: given.parent ?? null,
    defaultBranch: given.defaultBranch ?? 'main',
    updatedAtMs: begun.createdAtMs,
    pushedAtMs: begun.createdAtMs,
    roles: new Map(),
    rules: [],
    labels: [],
    issues: [],
    checkSuites: [],
    checkRuns: [],
    statuses: [],
    git: await BareRepository.create(world.root, String(begun.id), given.defaultBranch ?? 'main'),
  };
  world.repositories.push(repository);
  return repository;
}
