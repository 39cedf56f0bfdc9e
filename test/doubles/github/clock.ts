// The double's time: the machine's, moved on as far as a test wants.

export interface Clock {
  now(): number;
  /** Moves it on: tokens expire, limits are reset, what was created comes into lists. */
  advance(ms: number): void;
}

export function createClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance(ms) {
      ahead += ms;
    },
  };
}

/** As GitHub writes moments: to the second. */
export function stamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

export function stampOrNull(ms: number | null): string | null {
  return ms === null ? null : stamp(ms);
}
