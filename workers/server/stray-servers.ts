// Servers on our database files that nobody wrote down, such as one whose starter was killed in the same instant, or one
// whose `server.json` was damaged: two servers on one file would both run, and ruin it.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { processBirth } from '../../activities/process-birth.js';
import { endProcess } from './end-process.js';
import { findProcesses } from './find-processes.js';
import type { LocalPlace } from './server-lease.js';
import { DB_OPTION } from './start-server.js';

/** Temporal's database files in the state folder, one for each version that ever ran. */
export async function databasesIn(state: string): Promise<string[]> {
  const names = (await readdir(state)).filter((name) => /^temporal-.*\.db$/.test(name));
  return names.map((name) => join(state, name));
}

/** Ends them and returns how many there were. The files' paths must be real ones. Callers hold the server lock. */
export async function endStrays(place: Pick<LocalPlace, 'say'>, dbFiles: readonly string[]): Promise<number> {
  let ended = 0;
  for (const dbFile of dbFiles) {
    for (const pid of await findProcesses(DB_OPTION, dbFile)) {
      const birth = await processBirth(pid);
      if (birth === null) continue;
      place.say(`ending a Temporal server (process ${pid}) that holds ${dbFile} and that no command knows`);
      await endProcess({ pid, birth });
      ended += 1;
    }
  }
  return ended;
}
