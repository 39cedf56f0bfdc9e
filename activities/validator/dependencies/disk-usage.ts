// Space that a folder takes on the disk. Asked once for each installation, when it is made.
import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { errorCode } from '../../workspace/error-code.js';

const BLOCK_BYTES = 512;
const SEPARATOR = Buffer.from('/');

/** Bytes of all blocks under a folder, links not followed; a file with several names counts once. Names are bytes. */
export async function diskUsage(folder: string): Promise<number> {
  const seen = new Set<string>();
  let bytes = 0;
  const folders = [Buffer.from(folder)];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of await unlessHidden(readdir(next, { withFileTypes: true, encoding: 'buffer' }), [])) {
      const path = Buffer.concat([next, SEPARATOR, entry.name]);
      if (entry.isDirectory()) folders.push(path);
      const stat = await unlessHidden<Stats | null>(lstat(path), null);
      if (stat === null) continue;
      const id = `${stat.dev}:${stat.ino}`;
      if (stat.nlink > 1 && !entry.isDirectory()) {
        if (seen.has(id)) continue;
        seen.add(id);
      }
      bytes += stat.blocks * BLOCK_BYTES;
    }
  }
  return bytes;
}

/** What its permissions hide from us, or lies deeper than a path can name, counts as nothing. */
async function unlessHidden<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (['EACCES', 'ENAMETOOLONG'].includes(errorCode(error) ?? '')) return otherwise;
    throw error;
  }
}
