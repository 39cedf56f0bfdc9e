// How long a provider asks us to wait, read from the headers in which providers say it, and how long is waited.
import { activityInfo } from '@temporalio/activity';
import { msToNumber } from '@temporalio/common/lib/time.js';

/** Whoever asks for more is asked again after this. */
export const RETRY_AFTER_MS_MAX = 15 * 60_000;

/** A longer wait is no matter of one call's tries: the workflow has a timer for it, and others go on meanwhile. */
export const OWN_WAIT_MS_MAX = 60_000;

/** So that those who were told the same do not come back at the same moment. */
const JITTER = 0.2;

const MS_PER_SECOND = 1_000;
/** The forms of a date that say their zone; a text with a number in it is none, though the runtime makes one of it. */
const DATE_WITH_ZONE = /^(?:[A-Z][a-z]+,? .+ GMT|\d{4}-\d\d-\d\dT\S+Z)$/;

/**
 * Milliseconds from `retry-after-ms`, else from `retry-after` (seconds or a date); null where nothing is said, or no
 * wait, which is no reason to ask sooner than usual. A date is measured by the clock of the server that wrote it.
 */
export function retryAfterMs(headers: Record<string, string>, nowMs: number): number | null {
  const saidAtMs = dateMs(headers['date']) ?? nowMs;
  const asked = number(headers['retry-after-ms']) ?? inSecondsOrDate(headers['retry-after'], saidAtMs);
  return asked === null || asked <= 0 ? null : Math.min(Math.ceil(asked), RETRY_AFTER_MS_MAX);
}

function inSecondsOrDate(value: string | undefined, saidAtMs: number): number | null {
  const seconds = number(value);
  if (seconds !== null) return seconds * MS_PER_SECOND;
  const date = dateMs(value);
  return date === null ? null : date - saidAtMs;
}

function number(value: string | undefined): number | null {
  const parsed = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

function dateMs(value: string | undefined): number | null {
  const date = value !== undefined && DATE_WITH_ZONE.test(value.trim()) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : date;
}

/** Never less than asked, and up to a fifth more. */
export function jittered(ms: number, random: () => number = Math.random): number {
  return Math.ceil(ms * (1 + JITTER * random()));
}

/**
 * Until the activity's next attempt, where the provider asked for a wait. No sooner than the engine would by itself:
 * whoever asks for one second each time would else be given up after a few.
 */
export function nextRetryDelayMs(askedMs: number): number {
  const { attempt, retryPolicy } = activityInfo();
  if (!retryPolicy?.initialInterval) return jittered(askedMs);
  const usualMs = msToNumber(retryPolicy.initialInterval) * (retryPolicy.backoffCoefficient ?? 1) ** (attempt - 1);
  const usualMaxMs = msToNumber(retryPolicy.maximumInterval ?? OWN_WAIT_MS_MAX);
  return jittered(Math.max(askedMs, Math.min(usualMs, usualMaxMs)));
}
