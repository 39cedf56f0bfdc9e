// Which generators can be asked just now. What is gone stays away for the rest of the run; what is busy comes back. The
// run goes on with the others meanwhile.
import type { CandidateResult } from './candidate.js';
import type { Generator } from './generator.js';

export interface Availability {
  /** Why, by the generator's name. */
  readonly gone: Readonly<Record<string, string>>;
  /** From when on it may be asked again, by name. */
  readonly freeAtMs: Readonly<Record<string, number>>;
  /** Failures in a row that outlasted all retries, by name. An entry of 0: it has answered in this run. */
  readonly outages: Readonly<Record<string, number>>;
  /** How often in a row it asked to wait and answered nothing, by name. */
  readonly waits: Readonly<Record<string, number>>;
}

export const ALL_AVAILABLE: Availability = { gone: {}, freeAtMs: {}, outages: {}, waits: {} };

const MINUTE_MS = 60_000;
/** Where a provider asks to wait and does not say how long. */
export const UNSAID_WAIT_MS = MINUTE_MS;
const OUTAGE_WAIT_MS_MAX = 30 * MINUTE_MS;
/** With the waits between them these span a night's outage of some three hours. */
const OUTAGES_MAX = 10;

/** How long a provider that cannot be reached is waited for: twice as long each time, up to half an hour. */
export function outageWaitMs(before: number): number {
  return Math.min(OUTAGE_WAIT_MS_MAX, MINUTE_MS * 2 ** before);
}

/** How a generator's call or try went; `turns` above 0 says that it has answered. */
export type CallOutcome = Pick<CandidateResult, 'end' | 'note' | 'freeAtMs' | 'turns'>;

/** Takes in how it went with a generator. One that has never answered in this run is given up when it cannot be reached. */
export function tellOutcome(
  now: Availability,
  name: string,
  { end, note, freeAtMs, turns }: CallOutcome,
  nowMs: number,
): Availability {
  const known =
    turns > 0 ? { ...now, outages: { ...now.outages, [name]: 0 }, waits: { ...now.waits, [name]: 0 } } : now;
  switch (end) {
    case 'modelGone':
      return { ...known, gone: { ...known.gone, [name]: note } };
    case 'modelBusy':
      return tellBusy(known, name, note, freeAtMs ?? nowMs + UNSAID_WAIT_MS);
    case 'modelUnavailable':
      return tellOutage(known, name, note, nowMs);
    default:
      return known;
  }
}

/** One that only asks to wait, time after time, is given up in the end as well. */
function tellBusy(now: Availability, name: string, note: string, atMs: number): Availability {
  const waits = (now.waits[name] ?? 0) + 1;
  if (waits > OUTAGES_MAX) return { ...now, gone: { ...now.gone, [name]: note } };
  return busyUntil({ ...now, waits: { ...now.waits, [name]: waits } }, name, atMs);
}

function tellOutage(now: Availability, name: string, note: string, nowMs: number): Availability {
  const before = now.outages[name];
  if (before === undefined || before >= OUTAGES_MAX) return { ...now, gone: { ...now.gone, [name]: note } };
  const atMs = nowMs + outageWaitMs(before);
  return busyUntil({ ...now, outages: { ...now.outages, [name]: before + 1 } }, name, atMs);
}

function busyUntil(now: Availability, name: string, atMs: number): Availability {
  return { ...now, freeAtMs: { ...now.freeAtMs, [name]: atMs } };
}

export function isGone({ gone }: Availability, name: string): boolean {
  return Object.hasOwn(gone, name);
}

export function isBusy({ freeAtMs }: Availability, name: string, nowMs: number): boolean {
  return (freeAtMs[name] ?? 0) > nowMs;
}

/** Those that can be asked at this moment, in the order given. */
export function askable(now: Availability, generators: readonly Generator[], nowMs: number): Generator[] {
  return generators.filter(({ name }) => !isGone(now, name) && !isBusy(now, name, nowMs));
}

/** Who of the busy ones can be asked first, and when; null when none of them is only busy. */
export function nextFree(
  now: Availability,
  generators: readonly Generator[],
  nowMs: number,
): { name: string; atMs: number } | null {
  let next: { name: string; atMs: number } | null = null;
  for (const { name } of generators) {
    const atMs = now.freeAtMs[name] ?? 0;
    if (isGone(now, name) || atMs <= nowMs) continue;
    if (!next || atMs < next.atMs) next = { name, atMs };
  }
  return next;
}
