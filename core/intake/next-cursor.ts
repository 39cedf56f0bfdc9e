// How far a repository's changes were read, and which of them are news. What changed lately is asked for again, since
// lists show a change a moment after it was made; what was seen there is known by the time of its change.

export interface ReadSoFar {
  sinceMs: number;
  etag: string | null;
  /** When each one last changed, of those that changed since. */
  seen: Record<number, number>;
}

export interface ChangedIssue {
  number: number;
  updatedAtMs: number;
}

export const OVERLAP_MS = 60_000;

export function newsIn(cursor: ReadSoFar, issues: readonly ChangedIssue[]): number[] {
  const news = issues.filter(({ number, updatedAtMs }) => cursor.seen[number] !== updatedAtMs);
  return [...new Set(news.map(({ number }) => number))];
}

/** An answer's tag is of use for the same question only. */
export function nextCursor(cursor: ReadSoFar, issues: readonly ChangedIssue[], etag: string | null): ReadSoFar {
  const newestMs = issues.reduce((newest, { updatedAtMs }) => Math.max(newest, updatedAtMs), 0);
  const sinceMs = Math.max(cursor.sinceMs, newestMs - OVERLAP_MS);
  const kept = issues.filter(({ updatedAtMs }) => updatedAtMs >= sinceMs);
  return {
    sinceMs,
    etag: sinceMs === cursor.sinceMs ? etag : null,
    seen: Object.fromEntries(kept.map(({ number, updatedAtMs }) => [number, updatedAtMs])),
  };
}
