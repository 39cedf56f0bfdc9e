// Removes installations: those that nobody used for long, then those used longest ago until the rest fits its limit.
// What any process of this host uses is never removed, and what a dead one left half-made always is.
import { randomUUID } from 'node:crypto';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { tryFileLock } from '../../file-lock.js';
import type { Home } from '../../home.js';
import { errorCode } from '../../workspace/error-code.js';
import { removeFolder } from '../../workspace/tidy-tree.js';
import { lastUseMs, readEntry } from './cache-entry.js';
import { type CachePlaces, cachePlaces, makeCachePlaces } from './cache-places.js';

export interface TidyOptions {
  /** All installations together may take this much. */
  bytesMax: number;
  /** Those that were not used for this long go in any case. */
  unusedMs: number;
  nowMs: number;
  /** True to tell what would go and leave it. */
  dryRun?: boolean;
}

export interface TidiedDependencies {
  /** Keys of the installations removed. */
  removed: string[];
  /** Space that they took. */
  bytes: number;
  /** Leftovers of processes that died while they installed or removed. */
  leftovers: number;
}

interface Entry {
  key: string;
  bytes: number;
  usedMs: number;
}

export async function tidyDependencies(home: Pick<Home, 'cache'>, options: TidyOptions): Promise<TidiedDependencies> {
  const places = cachePlaces(home);
  await makeCachePlaces(places);
  const tidied: TidiedDependencies = { removed: [], bytes: 0, leftovers: await removeLeftovers(places, options) };
  const entries = (await listEntries(places)).sort((a, b) => a.usedMs - b.usedMs);
  let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  for (const { key, bytes, usedMs } of entries) {
    const unused = options.nowMs - usedMs > options.unusedMs;
    if (!unused && total <= options.bytesMax) continue;
    if (!(await removeAlone(places, key, join(places.entries, key), options))) continue;
    total -= bytes;
    tidied.removed.push(key);
    tidied.bytes += bytes;
  }
  return tidied;
}

/** What the installations take together. Reads a small file for each. */
export async function dependencyCacheBytes(home: Pick<Home, 'cache'>): Promise<number> {
  return (await listEntries(cachePlaces(home))).reduce((sum, entry) => sum + entry.bytes, 0);
}

async function listEntries(places: CachePlaces): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const key of await namesIn(places.entries)) {
    const contents = await readEntry(places, key);
    // Another process may be removing it.
    if (contents) entries.push({ key, bytes: contents.bytes, usedMs: await lastUseMs(places, key).catch(() => 0) });
  }
  return entries;
}

async function removeLeftovers(places: CachePlaces, options: TidyOptions): Promise<number> {
  let leftovers = 0;
  for (const key of await namesIn(places.staging)) {
    if (await removeAlone(places, key, join(places.staging, key), options)) leftovers += 1;
  }
  for (const name of await namesIn(places.removed)) {
    // Nothing refers to it any more: two processes that remove it at once only help each other.
    if (options.dryRun !== true) await removeFolder(join(places.removed, name));
    leftovers += 1;
  }
  return leftovers;
}

/** False when somebody uses it, installs it or removes it right now. It loses its name first, and under the lock. */
async function removeAlone(places: CachePlaces, key: string, folder: string, options: TidyOptions): Promise<boolean> {
  const lock = tryFileLock(join(places.locks, key), 'exclusive');
  if (!lock) return false;
  const removed = join(places.removed, randomUUID());
  try {
    if (options.dryRun === true) return true;
    await rename(folder, removed);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  } finally {
    lock.release();
  }
  await removeFolder(removed);
  return true;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
