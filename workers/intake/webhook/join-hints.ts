// Joins hints that come while one is being given: a burst of deliveries becomes a few hints, and each delivery is answered
// only when its own numbers are among what has been given.
import { type ForgeRepository, forgePath } from '../../../core/repository.js';

export type GiveHint = (repository: ForgeRepository, numbers: readonly number[]) => Promise<void>;

interface Lane {
  /** What is given next. */
  numbers: Set<number>;
  /** Ends when that has been given; null while nothing waits. */
  next: Promise<void> | null;
  /** What is being given. */
  current: Promise<unknown>;
}

export function joinHints(give: GiveHint): GiveHint {
  const lanes = new Map<string, Lane>();
  return (repository, numbers) => {
    const path = forgePath(repository);
    const lane = lanes.get(path) ?? { numbers: new Set<number>(), next: null, current: Promise.resolve() };
    lanes.set(path, lane);
    for (const number of numbers) lane.numbers.add(number);
    lane.next ??= lane.current.then(() => {
      const given = give(repository, [...lane.numbers]);
      lane.numbers = new Set();
      lane.next = null;
      lane.current = given.catch(() => undefined);
      return given;
    });
    return lane.next;
  };
}
