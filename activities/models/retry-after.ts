// How long a provider asks us to wait, read from the headers in which providers say it.

/** A longer wait would outlast the time that the engine gives a call, and fail it at once. */
export const RETRY_AFTER_MS_MAX = 15 * 60_000;

const MS_PER_SECOND = 1_000;

/** Milliseconds from `retry-after-ms`, else from `retry-after` (seconds or an HTTP date); null when nothing is said. */
export function retryAfterMs(headers: Record<string, string>, nowMs: number): number | null {
  const asked = inMilliseconds(headers['retry-after-ms']) ?? inSecondsOrDate(headers['retry-after'], nowMs);
  return asked === null ? null : Math.min(Math.max(0, Math.ceil(asked)), RETRY_AFTER_MS_MAX);
}

function inMilliseconds(value: string | undefined): number | null {
  const ms = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(ms) ? ms : null;
}

function inSecondsOrDate(value: string | undefined, nowMs: number): number | null {
  const seconds = inMilliseconds(value);
  if (seconds !== null) return seconds * MS_PER_SECOND;
  const date = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(date) ? null : date - nowMs;
}
