// Leaves a provider alone that fails for everyone: after some failures in a row its calls are not sent for a while, and
// then one of them finds out for all whether it works again. No call is lost by that: whoever is turned away is told how
// long to wait, where an attempt of its own would have been one of the few that it has.
import { jittered } from './retry-after.js';

/** Fewer than the attempts that a call has, so that one that is alone waits in the end as well, and does not fail. */
export const FAILURES_IN_A_ROW = 5;
export const COOL_DOWN_MS = 5_000;
export const COOL_DOWN_MS_MAX = 5 * 60_000;
/** For those that come while another one finds out: about as long as an answer takes. */
export const PROBE_WAIT_MS = 30_000;

/**
 * `unreached`: it failed before it was sent. `unknown`: it was cancelled, or refused for a reason of its own, which says
 * nothing about the provider.
 */
export type CallEnd = 'answered' | 'failed' | 'unreached' | 'unknown';

export type Entry =
  | {
      ok: true;
      /**
       * Must be called; only the first time counts. `why` is told to those that are turned away. Returns how long the
       * provider is left alone from now on; 0 when it is not.
       */
      ended(how: CallEnd, why?: string): number;
    }
  /** `unreached`: no call of this row reached the provider. */
  | { ok: false; waitMs: number; message: string; unreached: boolean };

export interface ProviderBreakers {
  /** Whether a call may be sent to this address now. */
  enter(address: string, model: string): Entry;
}

interface Breaker {
  failures: number;
  /** Those that failed in this row. Behind one address may be many hosts: a model that has not failed may be asked. */
  models: Set<string>;
  why: string;
  /** Whether any of them reached the provider. */
  reached: boolean;
  /** Null while it is closed. */
  openUntilMs: number | null;
  coolDownMs: number;
  /** The call that finds out; null when there is none. */
  probe: symbol | null;
}

/** `nowMs` is a clock that nobody sets. */
export function createProviderBreakers(
  nowMs: () => number = () => performance.now(),
  random: () => number = Math.random,
): ProviderBreakers {
  const breakers = new Map<string, Breaker>();

  function pass(breaker: Breaker, model: string): Entry {
    const call = Symbol(model);
    if (breaker.openUntilMs !== null && breaker.models.has(model)) breaker.probe = call;
    let ended = false;
    return {
      ok: true,
      ended(how, why = '') {
        if (ended) return 0;
        ended = true;
        const wasProbe = breaker.probe === call;
        if (wasProbe) breaker.probe = null;
        if (how === 'answered') Object.assign(breaker, closed());
        if (how !== 'failed' && how !== 'unreached') return 0;
        breaker.reached ||= how === 'failed';
        fail(breaker, model, why, wasProbe);
        return Math.max(0, (breaker.openUntilMs ?? 0) - nowMs());
      },
    };
  }

  /** Calls that were sent before it opened, and models that had not failed yet, do not make the wait longer. */
  function fail(breaker: Breaker, model: string, why: string, wasProbe: boolean): void {
    breaker.failures += 1;
    breaker.models.add(model);
    breaker.why = why;
    const opens = breaker.openUntilMs === null ? breaker.failures >= FAILURES_IN_A_ROW : wasProbe;
    if (!opens) return;
    breaker.openUntilMs = nowMs() + breaker.coolDownMs;
    breaker.coolDownMs = Math.min(2 * breaker.coolDownMs, COOL_DOWN_MS_MAX);
  }

  return {
    enter(address, model) {
      const breaker = breakers.get(address) ?? closed();
      breakers.set(address, breaker);
      const { openUntilMs, models, failures, why, reached } = breaker;
      if (openUntilMs === null || !models.has(model)) return pass(breaker, model);
      const restMs = openUntilMs - nowMs();
      if (restMs <= 0 && breaker.probe === null) return pass(breaker, model);
      const message = `not sent: the provider failed ${failures} times in a row, at last with: ${why}`;
      return { ok: false, waitMs: jittered(restMs > 0 ? restMs : PROBE_WAIT_MS, random), message, unreached: !reached };
    },
  };
}

function closed(): Breaker {
  return {
    failures: 0,
    models: new Set(),
    why: '',
    reached: false,
    openUntilMs: null,
    coolDownMs: COOL_DOWN_MS,
    probe: null,
  };
}
