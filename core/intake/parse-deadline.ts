// The end of `by TIME`: a time of day, a moment, or a while from now. Without an offset it is UTC, since those who write
// and those who work need not share a time zone.
import { parseDuration } from '../duration.js';
import type { Deadline } from './command.js';

const CLOCK = /^(\d{1,2}):(\d{2})(z|[+-]\d{2}:?\d{2})?$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})t(\d{2}:\d{2}(?::\d{2})?)(z|[+-]\d{2}:?\d{2})?$/;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
const AHEAD_DAYS_MAX = 30;

/** Null when the text is no time. */
export function parseDeadline(text: string): Deadline | null {
  const word = text.toLowerCase();
  return parseClock(word) ?? parseMoment(word) ?? parseAfter(word);
}

function parseClock(word: string): Deadline | null {
  const match = CLOCK.exec(word);
  if (!match) return null;
  const [, hours = '', minutes = '', zone = 'z'] = match;
  const offsetMinutes = offsetOf(zone);
  if (Number(hours) > 23 || Number(minutes) > 59 || offsetMinutes === null) return null;
  return { kind: 'clock', minuteOfDay: Number(hours) * 60 + Number(minutes), offsetMinutes };
}

function parseMoment(word: string): Deadline | null {
  const match = MOMENT.exec(word);
  if (!match) return null;
  const [, day = '', time = '', zone = 'z'] = match;
  const offsetMinutes = offsetOf(zone);
  const utcMs = Date.parse(`${day}T${time}Z`);
  if (offsetMinutes === null || Number.isNaN(utcMs)) return null;
  // The parser takes the 31st of February for a day in March.
  if (!new Date(utcMs).toISOString().startsWith(day)) return null;
  return { kind: 'moment', atMs: utcMs - offsetMinutes * MINUTE_MS };
}

function parseAfter(word: string): Deadline | null {
  const ms = parseDuration(word);
  return ms === null ? null : { kind: 'after', ms };
}

/** Minutes ahead of UTC, or null for what no clock shows. */
function offsetOf(zone: string): number | null {
  if (zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

export type DeadlineMoment = { ok: true; atMs: number } | { ok: false; problem: string };

/** The moment that was meant by what was said at `saidAtMs`; the problem is the end of a sentence. */
export function momentOf(deadline: Deadline, saidAtMs: number): DeadlineMoment {
  const atMs = rawMomentOf(deadline, saidAtMs);
  if (atMs <= saidAtMs) return { ok: false, problem: `${shown(atMs)} was over when it was said` };
  if (atMs - saidAtMs > AHEAD_DAYS_MAX * DAY_MS) {
    return { ok: false, problem: `that is more than ${AHEAD_DAYS_MAX} days ahead` };
  }
  return { ok: true, atMs };
}

function rawMomentOf(deadline: Deadline, saidAtMs: number): number {
  if (deadline.kind === 'moment') return deadline.atMs;
  if (deadline.kind === 'after') return saidAtMs + deadline.ms;
  const midnightMs = Math.floor(saidAtMs / DAY_MS) * DAY_MS;
  const todayMs = midnightMs + (deadline.minuteOfDay - deadline.offsetMinutes) * MINUTE_MS;
  const daysAhead = Math.floor((saidAtMs - todayMs) / DAY_MS) + 1;
  return todayMs + daysAhead * DAY_MS;
}

/** Any number is a moment here, also one that no calendar has. */
function shown(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? 'it' : `${date.toISOString().slice(0, 16)}Z`;
}
