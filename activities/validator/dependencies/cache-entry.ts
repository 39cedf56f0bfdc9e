// One installation in the cache: its files, and a small file that says what they are, so that neither mounting nor
// counting has to walk through them.
import { chmod, lstat, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SandboxMount } from '../../sandbox/sandbox.js';
import { errorCode } from '../../workspace/error-code.js';
import { unlessAbsent } from '../../workspace/unless-absent.js';
import type { CachePlaces } from './cache-places.js';
import type { MadePath } from './made-paths.js';

export interface EntryContents {
  paths: MadePath[];
  /** Space that the files take on the disk. */
  bytes: number;
  /** Lockfiles that the installation changed, by path. */
  lockfiles: Record<string, string>;
}

const CONTENTS_FILE = 'entry.json';
const FILES_FOLDER = 'files';
/** Its modification time is that of the last use. */
const USED_FILE = 'used';
/** A use is noted at most this often. */
const USE_NOTED_AFTER_MS = 60_000;

/** Where ava, nyc and others insist on writing: theirs in each run, also where a sandbox has no overlays. */
const NODE_CACHE_FOLDER = '.cache';

/** The folder into which a new installation's files are put. */
export function filesFolder(staging: string): string {
  return join(staging, FILES_FOLDER);
}

/** Gives a whole installation its name. Until then there is none, however this process ends. */
export async function finishEntry(
  places: CachePlaces,
  key: string,
  staging: string,
  contents: EntryContents,
): Promise<void> {
  for (const { path } of contents.paths) {
    for (const folder of scratchFolders(path)) {
      await makeScratch(join(staging, FILES_FOLDER, path, folder));
    }
  }
  await writeFile(join(staging, CONTENTS_FILE), JSON.stringify(contents));
  await writeFile(join(staging, USED_FILE), '');
  await rename(staging, join(places.entries, key));
}

/** Made by us, but written in by whoever runs in the sandbox. A folder stays as it is; a link or a file makes way. */
async function makeScratch(place: string): Promise<void> {
  const found = await unlessAbsent(lstat(place));
  if (found?.isDirectory()) return;
  if (found !== null) await rm(place);
  await mkdir(place);
  await chmod(place, 0o777);
}

/** Null when there is no such installation. */
export async function readEntry(places: CachePlaces, key: string): Promise<EntryContents | null> {
  try {
    const contents: EntryContents = JSON.parse(await readFile(join(places.entries, key, CONTENTS_FILE), 'utf8'));
    return contents;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Folders can be written in by each run on its own, where the sandbox has overlays; single files never. */
export function entryMounts(places: CachePlaces, key: string, contents: EntryContents): SandboxMount[] {
  return contents.paths.map(
    ({ path, isFolder }): SandboxMount => ({
      source: join(places.entries, key, FILES_FOLDER, path),
      target: `/w/${path}`,
      access: isFolder ? 'overlay' : 'readOnly',
      scratch: scratchFolders(path),
    }),
  );
}

export async function lastUseMs(places: CachePlaces, key: string): Promise<number> {
  return (await stat(join(places.entries, key, USED_FILE))).mtimeMs;
}

export async function noteUse(places: CachePlaces, key: string): Promise<void> {
  const nowMs = Date.now();
  if (nowMs - (await lastUseMs(places, key)) < USE_NOTED_AFTER_MS) return;
  await utimes(join(places.entries, key, USED_FILE), nowMs / 1_000, nowMs / 1_000);
}

function scratchFolders(path: string): string[] {
  return basename(path) === 'node_modules' ? [NODE_CACHE_FOLDER] : [];
}
