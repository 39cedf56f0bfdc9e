// What of ended runs may be removed, and when. A run that goes on, paused or not, keeps everything that it has.
import type { Retention } from './operator-config.js';
import { runRefs } from './refs.js';

/** From when to when a run goes on. */
export interface RunSpan {
  repositoryId: string;
  run: string;
  startedAtMs: number;
  /** Null while it goes on. */
  endedAtMs: number | null;
}

/** A text that is stored again is noted as used once in this time at most: noting it writes the whole text anew. */
export const USE_NOTED_EVERY_MS = 24 * 60 * 60_000;

/**
 * Texts that were last stored before this moment may go: no run needs them that goes on or whose retention is not over.
 * A run stores, or stores again, every text that it names.
 */
export function textsKeptSinceMs(spans: readonly RunSpan[], nowMs: number, { artifactsMs }: Retention): number {
  const limitMs = nowMs - artifactsMs;
  const kept = spans.filter(({ endedAtMs }) => endedAtMs === null || endedAtMs >= limitMs);
  return kept.reduce((earliest, { startedAtMs }) => Math.min(earliest, startedAtMs), limitMs) - USE_NOTED_EVERY_MS;
}

/** A run's commits in the store. */
export interface RunRefs {
  repositoryId: string;
  /** As `runRefs` gives them. */
  refs: string;
}

/** Runs in the store whose every generation under that name has ended long ago. Those that nobody knows are kept. */
export function expiredRefs<Stored extends RunRefs>(
  stored: readonly Stored[],
  spans: readonly RunSpan[],
  nowMs: number,
  { refsMs }: Retention,
): Stored[] {
  return stored.filter(({ repositoryId, refs }) => {
    const own = spans.filter((span) => span.repositoryId === repositoryId && runRefs(span.run) === refs);
    return own.length > 0 && own.every(({ endedAtMs }) => endedAtMs !== null && endedAtMs < nowMs - refsMs);
  });
}

/** Whether the run that a candidate's key begins with is known and has ended. */
export function hasEnded(spans: readonly RunSpan[], repositoryId: string, key: string): boolean {
  const own = spans.filter((span) => span.repositoryId === repositoryId && key.startsWith(`${span.run}/`));
  return own.length > 0 && own.every(({ endedAtMs }) => endedAtMs !== null);
}

/** What no ref names is given up when it is older than this: histories name commits by id, some without a ref. */
export function unnamedKeptSinceMs(spans: readonly RunSpan[], nowMs: number, { refsMs }: Retention): number {
  const open = spans.filter(({ endedAtMs }) => endedAtMs === null);
  return open.reduce((earliest, { startedAtMs }) => Math.min(earliest, startedAtMs), nowMs - refsMs);
}
