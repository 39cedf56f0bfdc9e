// Keeps the reading of a long report from holding up everything else that this process does, its heartbeats above all:
// whoever reads lets the others go first now and then, and stops where it takes too long.
import { setImmediate } from 'node:timers/promises';

/** How long others wait at most. */
const PAUSE_EVERY_MS = 50;
/** The clock is looked at after so many steps. */
const STEPS_BETWEEN_LOOKS = 128;
/** How long a report may take to be read in all. */
export const READING_MS_MAX = 120_000;

export class Pauses {
  private readonly startedAt = performance.now();
  private resumedAt = this.startedAt;
  private steps = 0;

  /** To be asked before each step. */
  isDue(): boolean {
    this.steps += 1;
    if (this.steps % STEPS_BETWEEN_LOOKS !== 0) return false;
    return performance.now() - this.resumedAt > PAUSE_EVERY_MS;
  }

  /** Throws `ReadingTooLong` when all the time is used up. */
  async take(): Promise<void> {
    if (performance.now() - this.startedAt > READING_MS_MAX) throw new ReadingTooLong();
    await setImmediate();
    this.resumedAt = performance.now();
  }
}

/** Leaves the reader, however deep inside it is; `parseReport` makes a problem of it. */
export class ReadingTooLong extends Error {
  constructor() {
    super(`the report takes longer than ${READING_MS_MAX / 1000} s to be read`);
  }
}

/** The lines of a text, one at a time: as a list, many short ones would take many times the memory of the text. */
export function* linesOf(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    yield text.slice(from, end < 0 ? undefined : end);
    if (end < 0) return;
    from = end + 1;
  }
}
