// GitHub's rate limits: the primary one by hour, and the secondary one that comes when too much is written.
import type { Clock } from './clock.js';
import { Refusal } from './refusal.js';
import { HOUR_MS, type Token } from './tokens.js';

export interface Limits {
  /** Requests in an hour, of a person or an installation. */
  perHour: number;
  /** Things written in a minute before the secondary limit; null: no such limit. */
  writesPerMinute: number | null;
}

interface Usage {
  used: number;
  resetAtMs: number;
}

export interface LimitKeeper {
  limits: Limits;
  /** Throws where the limit is reached. */
  check(token: Token | null, method: string): void;
  /** The request counts. */
  count(token: Token | null, method: string): void;
  headers(token: Token | null): Record<string, string>;
  show(token: Token | null): RateShown;
}

export interface RateShown {
  limit: number;
  remaining: number;
  /** In seconds. */
  reset: number;
  used: number;
}

const ANONYMOUS_PER_HOUR = 60;
const MINUTE_MS = 60_000;

export function createLimits(clock: Clock): LimitKeeper {
  const limits: Limits = { perHour: 5_000, writesPerMinute: null };
  const usages = new Map<string, Usage>();
  const writes: { by: string; atMs: number }[] = [];
  const usageOf = (token: Token | null): Usage => {
    const known = usages.get(accountOf(token));
    if (known && clock.now() < known.resetAtMs) return known;
    const usage: Usage = { used: 0, resetAtMs: clock.now() + HOUR_MS };
    usages.set(accountOf(token), usage);
    return usage;
  };
  const show = (token: Token | null) => {
    const { used, resetAtMs } = usageOf(token);
    const limit = token ? limits.perHour : ANONYMOUS_PER_HOUR;
    return {
      limit,
      remaining: Math.max(0, limit - used),
      reset: Math.ceil(resetAtMs / 1_000),
      used: Math.min(used, limit),
    };
  };
  const headers = (token: Token | null) => {
    const shown = Object.entries(show(token)).map(([name, value]) => [`x-ratelimit-${name}`, String(value)]);
    return { ...Object.fromEntries(shown), 'x-ratelimit-resource': 'core' };
  };
  return {
    limits,
    show,
    headers,
    check(token, method) {
      if (show(token).remaining === 0) {
        throw new Refusal(403, `API rate limit exceeded for ${token?.user.login ?? '127.0.0.1'}.`);
      }
      if (limits.writesPerMinute === null || method === 'GET') return;
      const recent = writes.filter((write) => write.by === accountOf(token) && write.atMs > clock.now() - MINUTE_MS);
      const first = recent[0];
      if (first && recent.length >= limits.writesPerMinute) {
        const seconds = Math.ceil((first.atMs + MINUTE_MS - clock.now()) / 1_000);
        throw secondaryLimit(seconds);
      }
    },
    count(token, method) {
      usageOf(token).used += 1;
      if (method !== 'GET') writes.push({ by: accountOf(token), atMs: clock.now() });
    },
  };
}

/** All tokens of a person count together, as do those of an installation. */
function accountOf(token: Token | null): string {
  if (!token) return 'nobody';
  return token.installation ? `installation ${token.installation.id}` : token.user.login;
}

function secondaryLimit(retryAfterS: number): Refusal {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return new Refusal(403, message, [], { 'retry-after': String(retryAfterS) });
}
