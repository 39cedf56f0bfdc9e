// Issues that could not be looked at to the end: they are looked at again, less and less often, and given up at last. Any
// news of one begins that anew.

export interface Later {
  number: number;
  dueMs: number;
  tries: number;
}

const FIRST_MS = 30_000;
const GROWTH = 4;
const LONGEST_MS = 60 * 60_000;
export const TRIES_MAX = 8;

/** Null when it was tried often enough. */
export function later(number: number, triesBefore: number, nowMs: number): Later | null {
  const tries = triesBefore + 1;
  if (tries > TRIES_MAX) return null;
  return { number, tries, dueMs: nowMs + Math.min(LONGEST_MS, FIRST_MS * GROWTH ** triesBefore) };
}
