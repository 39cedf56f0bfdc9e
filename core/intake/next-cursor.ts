// How far a repository's changes were read, and which of them are news. What changed lately is asked for again, since
// lists show a change a moment after it was made; what was seen there is known by the time of its change.

export interface ReadSoFar {
  sinceMs: number;
  etag: string | null;
  /** How each one stood, of those that changed since. */
  seen: Record<number, SeenIssue>;
}

export interface SeenIssue {
  updatedAtMs: number;
  /** The same while text, state, labels (but for those that say how a run stands) and the number of comments are the same.
   * Null for what may have news beside these, as pull requests have. */
  digest: string | null;
}

export interface ChangedIssue extends SeenIssue {
  number: number;
}

export const OVERLAP_MS = 60_000;

export interface News {
  numbers: number[];
  /** Changed, but not in what the list shows: a comment was edited, as we do with ours all night. */
  touched: number[];
}

export function newsIn({ seen }: ReadSoFar, issues: readonly ChangedIssue[]): News {
  const changed = issues.filter(({ number, updatedAtMs }) => seen[number]?.updatedAtMs !== updatedAtMs);
  const isTouched = ({ number, digest }: ChangedIssue) => digest !== null && seen[number]?.digest === digest;
  const numbersOf = (some: readonly ChangedIssue[]) => [...new Set(some.map(({ number }) => number))];
  return {
    numbers: numbersOf(changed.filter((issue) => !isTouched(issue))),
    touched: numbersOf(changed.filter(isTouched)),
  };
}

/** An answer's tag is of use for the same question only. */
export function nextCursor(cursor: ReadSoFar, issues: readonly ChangedIssue[], etag: string | null): ReadSoFar {
  const newestMs = issues.reduce((newest, { updatedAtMs }) => Math.max(newest, updatedAtMs), 0);
  const sinceMs = Math.max(cursor.sinceMs, newestMs - OVERLAP_MS);
  const kept = issues.filter(({ updatedAtMs }) => updatedAtMs >= sinceMs);
  return {
    sinceMs,
    etag: sinceMs === cursor.sinceMs ? etag : null,
    seen: Object.fromEntries(kept.map(({ number, updatedAtMs, digest }) => [number, { updatedAtMs, digest }])),
  };
}
