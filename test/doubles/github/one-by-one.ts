// Changes to a repository happen one after the other, as on GitHub: of two that ask for the same at once, one is late.
import type { Repository } from './model.js';

const ends = new WeakMap<Repository, Promise<unknown>>();

/** A repository and its forks are one here: a pull request stands in two of them. */
export function oneByOne<T>(repository: Repository, work: () => Promise<T> | T): Promise<T> {
  const family = repository.parent ?? repository;
  const mine = (ends.get(family) ?? Promise.resolve()).then(work);
  ends.set(
    family,
    mine.catch(() => undefined),
  );
  return mine;
}
