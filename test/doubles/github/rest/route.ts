// What a handler of one route is given, and what it gives back.
import type { RateShown } from '../limits.js';
import type { Issue, PullIssue, Repository } from '../model.js';
import { isPull } from '../model.js';
import { notFound, Refusal } from '../refusal.js';
import { actorRole, isAtLeast } from '../roles.js';
import type { Token } from '../tokens.js';
import { repositoryApi } from '../views/repository.js';
import type { Json } from '../views/view.js';
import { fullName, type World } from '../world.js';

export interface Asked {
  world: World;
  /** Null: nobody said who they are. */
  token: Token | null;
  /** Whose App signed the request, on routes for Apps. */
  appId: number | null;
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: Json;
  /** The media types that it wants. */
  accept: string;
  /** What is left of its hourly requests. */
  limit(): RateShown;
  /** Of routes below `/repos/{owner}/{repo}`: found, and seen by who asks. */
  readonly repository: Repository;
}

export interface Answer {
  status: number;
  /** Absent: it has none. */
  body?: unknown;
  /** Sent as it is, in place of a body. */
  text?: string;
  headers?: Record<string, string>;
  /** Everything that a list has, for the pages that it is given in. */
  list?: { all: unknown[]; wrap?: (page: unknown[], total: number) => unknown };
}

export type Handler = (asked: Asked) => Answer | Promise<Answer>;
export type Routes = Record<string, Handler>;

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export const NO_CONTENT: Answer = { status: 204 };

export function list(all: unknown[], wrap?: (page: unknown[], total: number) => unknown): Answer {
  return { status: 200, list: { all, ...(wrap ? { wrap } : {}) } };
}

/** Who acts; routes that change something have no others. */
export function actorOf({ token }: Asked): Token {
  if (!token) throw new Refusal(401, 'Requires authentication');
  return token;
}

export function textOf(body: Json, key: string): string | undefined {
  const value = body[key];
  return typeof value === 'string' ? value : undefined;
}

/** May they label, close and edit what others wrote? */
export function mayTriage(asked: Asked): boolean {
  return isAtLeast(actorRole(asked.repository, actorOf(asked)), 'triage');
}

export function mayWrite(asked: Asked): boolean {
  return isAtLeast(actorRole(asked.repository, actorOf(asked)), 'write');
}

/** A person hears of the right that is missing, an App of the resource. */
export function forbidden(asked: Asked, message = 'Must have write access to the repository.'): Refusal {
  return new Refusal(403, asked.token?.app ? 'Resource not accessible by integration' : message);
}

export function issueAsked(asked: Asked, key = 'issue_number'): Issue {
  const { world, repository, params } = asked;
  const issue = repository.issues.find(({ number }) => number === Number(params[key]));
  if (!issue) throw notFound();
  if (issue.gone === 'deleted') throw new Refusal(410, 'This issue was deleted');
  if (issue.gone) {
    const { movedTo, number } = issue.gone;
    const sees = actorRole(movedTo, asked.token) !== null;
    if (!sees) throw notFound();
    throw moved(`${repositoryApi(world, movedTo)}/issues/${number}`);
  }
  if (!repository.hasIssues && !issue.pull) {
    throw new Refusal(410, `Issues has been disabled in this repository ${fullName(repository)}`);
  }
  return issue;
}

export function moved(location: string, status = 301): Refusal {
  return new Refusal(status, 'Moved Permanently', [], { location });
}

export function pullAsked(asked: Asked): PullIssue {
  const issue = asked.repository.issues.find(({ number }) => number === Number(asked.params['pull_number']));
  if (!issue || !isPull(issue)) throw notFound();
  return issue;
}
