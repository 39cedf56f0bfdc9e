// Nothing is left of what was killed once the product has tidied: no process, worktree, folder, lock or half-made store.
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readServerFile } from '../../../workers/server/server-file.js';
import { processesAbout } from '../proc.js';
import type { Room } from '../room.js';
import type { Broken } from './check-ends.js';

/** Whoever lost its parent a moment ago may still be on its way out. */
const PROCESS_WAIT_MS = 10_000;
const POLL_MS = 200;

export type LeftoverPlaces = Pick<Room, 'dir' | 'home' | 'env' | 'repositories'>;

export async function checkLeftovers(room: LeftoverPlaces, broken: Broken, waitMs = PROCESS_WAIT_MS): Promise<void> {
  for (const { pid, words } of await processesLeft(room.dir, waitMs)) {
    broken('orphan process', `${pid}: ${words.join(' ').slice(0, 300)}`);
  }
  const { server } = await readServerFile(room.home.state);
  if (server) broken('orphan process', `server.json still names a server, process ${server.pid}`);
  const { cache, state } = room.home;
  for (const folder of [join(cache, 'worktrees'), join(cache, 'kept-worktrees')]) {
    for (const name of namesIn(folder)) {
      for (const left of namesIn(join(folder, name))) broken('worktree', join(folder, name, left));
    }
  }
  for (const name of namesIn(room.env['TMPDIR'] ?? '')) {
    if (name.startsWith('nightshift-')) broken('temporary folder', name);
  }
  const stores = join(state, 'stores');
  for (const name of namesIn(stores)) if (name.startsWith('.')) broken('half-made store', join(stores, name));
  const gitFolders = [stores, join(cache, 'mirrors'), ...room.repositories.map((path) => join(path, '.git'))];
  for (const lock of gitFolders.flatMap(locksIn)) broken('lock file', lock);
}

async function processesLeft(dir: string, waitMs: number): Promise<{ pid: number; words: string[] }[]> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const left = processesAbout(dir);
    if (left.length === 0 || waitedMs >= waitMs) return left;
    await sleep(POLL_MS);
  }
}

function locksIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((name) => basename(name).endsWith('.lock')).map((name) => join(folder, name));
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
