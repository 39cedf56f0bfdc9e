// Looks at files and folders for the cleaning: which are old, and how much the store takes.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from '../home.js';
import { diskUsage } from '../validator/dependencies/disk-usage.js';
import { parseStore } from '../workspace/store-address.js';
import { unlessAbsent } from '../workspace/unless-absent.js';

/** Those of the named files that were last written before that moment. */
export async function oldFiles(folder: string, names: readonly string[], writtenBeforeMs: number): Promise<string[]> {
  const old: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const writtenMs = await unlessAbsent(stat(path).then(({ mtimeMs }) => mtimeMs));
    if (writtenMs !== null && writtenMs < writtenBeforeMs) old.push(path);
  }
  return old;
}

/** Bytes on the disk; 0 for a store at a URL, whose space is not ours. */
export async function storeUsage(home: Pick<Home, 'store'>): Promise<number> {
  const address = parseStore(home.store);
  if (address.kind === 'url') return 0;
  return (await unlessAbsent(diskUsage(address.folder))) ?? 0;
}
