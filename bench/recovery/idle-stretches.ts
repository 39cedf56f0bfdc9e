// When a run stood still, by the histories of the run and of its tries: whatever an attempt at an activity took that
// ended well is work, and so is each single event; what lies between is nothing.

export interface Span {
  fromMs: number;
  toMs: number;
}

/** The longest stretch between two moments in which nothing was done. */
export function longestIdleMs(work: readonly Span[], { fromMs, toMs }: Span): number {
  let longest = 0;
  let doneUntil = fromMs;
  for (const span of [...work].sort((one, other) => one.fromMs - other.fromMs)) {
    if (span.toMs <= fromMs) continue;
    if (span.fromMs >= toMs) break;
    longest = Math.max(longest, span.fromMs - doneUntil);
    doneUntil = Math.max(doneUntil, span.toMs);
  }
  return Math.max(longest, toMs - doneUntil);
}
