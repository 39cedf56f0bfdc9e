// Where the dependency cache of a host keeps what: installations, those being made, those being removed, and locks.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Home } from '../../home.js';

/** Some folders of an installation can be written in by everybody, and each run finds what stands there. */
const CLOSED = 0o700;

export interface CachePlaces {
  /** Whole installations, each a folder named after its key. */
  entries: string;
  /** Half-made ones by their keys. Only who holds a key's lock alone works on it here. */
  staging: string;
  /** Those that have no name any more and are being removed. */
  removed: string;
  /** An empty file for each key: held alone to install or to evict, shared while an installation is in use. */
  locks: string;
}

export function cachePlaces(home: Pick<Home, 'cache'>): CachePlaces {
  const root = join(home.cache, 'dependencies');
  return {
    entries: join(root, 'entries'),
    staging: join(root, 'staging'),
    removed: join(root, 'removed'),
    locks: join(root, 'locks'),
  };
}

export async function makeCachePlaces(places: CachePlaces): Promise<void> {
  await mkdir(dirname(places.entries), { recursive: true, mode: CLOSED });
  for (const folder of Object.values<string>({ ...places })) await mkdir(folder, { recursive: true });
}
