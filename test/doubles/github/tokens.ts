// Tokens: whose they are, what they may do and until when.
import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.js';
import type { Actor, Installation, Permissions } from './model.js';

export interface Token extends Actor {
  text: string;
  expiresAtMs: number | null;
  /** Null: everything that its owner may, as with a classic token of scope `repo`. */
  permissions: Permissions | null;
  scopes: string[];
  /** Null: it is a person's. */
  installation: Installation | null;
  /** Repository ids; null: all that its owner sees. */
  repositories: number[] | null;
  revoked: boolean;
}

export interface TokenGiven {
  scopes?: string[];
  permissions?: Permissions;
  expiresInMs?: number;
  repositories?: number[];
}

export interface Tokens {
  issue(actor: Actor, given: TokenGiven, installation?: Installation): Token;
  find(text: string): Token | null;
  all: Token[];
}

/** Letters and digits behind a prefix, as GitHub's are, so that they are taken out of texts as those are. */
const LENGTH = 36;
export const HOUR_MS = 60 * 60_000;

export function createTokens(clock: Clock): Tokens {
  const all: Token[] = [];
  return {
    all,
    issue(actor, given, installation) {
      if (given.permissions?.['checks'] && !installation)
        throw new Error('no token of a person has the permission Checks');
      const prefix = installation ? 'ghs_' : given.permissions ? 'github_pat_' : 'ghp_';
      const token: Token = {
        ...actor,
        text: `${prefix}${letters(LENGTH)}`,
        expiresAtMs: given.expiresInMs === undefined ? null : clock.now() + given.expiresInMs,
        permissions: given.permissions ?? null,
        scopes: given.scopes ?? ['repo', 'workflow'],
        installation: installation ?? null,
        repositories: given.repositories ?? null,
        revoked: false,
      };
      all.push(token);
      return token;
    },
    find(text) {
      const token = all.find((known) => known.text === text && !known.revoked);
      return token && (token.expiresAtMs === null || token.expiresAtMs > clock.now()) ? token : null;
    },
  };
}

function letters(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
