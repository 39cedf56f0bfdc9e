// What people with the right to write say to Nightshift in comments.
import type { Optimize } from '../terms.js';

export type Command = StartCommand | ControlCommand | { kind: 'status' | 'explain' };

export type StartCommand =
  | ({ kind: 'run' } & Wishes)
  | { kind: 'retry'; budgetMicroUsd: number | null }
  /** Null: whatever waits for a person's word and needs no hash, such as a plan. */
  | { kind: 'approve'; hash: string | null };
/** For a run that is open. */
export type ControlCommand = { kind: 'budget'; microUsd: number } | { kind: 'pause' | 'resume' | 'cancel' };

/** What somebody wishes for a run; null where nothing was said. */
export interface Wishes {
  budgetMicroUsd: number | null;
  deadline: Deadline | null;
  optimize: Optimize | null;
}
export const NO_WISHES: Wishes = { budgetMicroUsd: null, deadline: null, optimize: null };

/** As it was said; the moment depends on when. */
export type Deadline =
  /** The next time that a clock so many minutes ahead of UTC shows this. */
  | { kind: 'clock'; minuteOfDay: number; offsetMinutes: number }
  | { kind: 'moment'; atMs: number }
  | { kind: 'after'; ms: number };

/**
 * The beginning of a hash is enough to name a text, from so many digits on. Fewer are not: whoever writes both texts finds
 * two with the same 16 digits in minutes, has one of them approved, and puts the other in its place.
 */
export const HASH_DIGITS_MIN = 40;
