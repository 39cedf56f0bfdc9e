// Programs that were fetched into the cache and do not work any more, because of a full disk, say. They would be found
// again each time: what is there is not fetched anew.
import { join, sep } from 'node:path';
import { bubblewrapPlaces, wantedBubblewrap } from './find-bubblewrap.js';
import type { ProgramSource, WantedProgram } from './find-program.js';
import { temporalPlaces, wantedTemporal } from './find-temporal.js';
import type { FindOptions } from './program.js';

export interface BrokenProgram {
  name: string;
  /** What was fetched for it. */
  folder: string;
  reason: string;
}

export async function brokenPrograms(options: Pick<FindOptions, 'cache' | 'env'>): Promise<BrokenProgram[]> {
  const { cache, env } = options;
  const temporal = await brokenIn(cache, wantedTemporal(env), temporalPlaces(options));
  const bubblewrap = await brokenIn(cache, wantedBubblewrap(env), bubblewrapPlaces(options));
  return [...temporal, ...bubblewrap];
}

async function brokenIn(cache: string, wanted: WantedProgram, places: readonly ProgramSource[]) {
  const fetched = join(cache, 'programs') + sep;
  const broken: BrokenProgram[] = [];
  for (const place of places) {
    const { path } = await place.locate();
    if (path === null || !path.startsWith(fetched)) continue;
    const inspection = await wanted.inspect(path);
    const [name = ''] = path.slice(fetched.length).split(sep);
    if (!inspection.ok) broken.push({ name: wanted.name, folder: fetched + name, reason: inspection.reason });
  }
  return broken;
}
