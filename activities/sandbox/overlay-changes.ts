// Where the changes go that runs make in overlay mounts: folders on the disk, removed after the run. In memory they
// would count against what the command may use, and builds write hundreds of megabytes.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from '../home.js';
import { makeOwnedFolder } from '../owned-name.js';
import { removeFolder } from '../workspace/tidy-tree.js';
import type { OverlayEntry } from './entry.js';
import type { SandboxMount } from './sandbox.js';

export const CHANGES_PREFIX = 'nightshift-overlay';

export interface OverlayChanges {
  /** Where the commands write: these belong to them. */
  uppers: string[];
  /** Only for mounts that were asked for as overlays. */
  entryOf(mount: SandboxMount): OverlayEntry;
  remove(): Promise<void>;
}

/** Where the changes of all runs on this host lie. */
export function overlaysIn({ cache }: Pick<Home, 'cache'>): string {
  return join(cache, 'overlays');
}

/** Makes fresh folders under `scratch`, two for each overlay. */
export async function makeOverlayChanges(mounts: readonly SandboxMount[], scratch: string): Promise<OverlayChanges> {
  const folder = await makeOwnedFolder(scratch, CHANGES_PREFIX);
  const overlays = mounts.filter((mount) => mount.access === 'overlay');
  const changesAt = (index: number) => ({
    upper: join(folder, `${index}-upper`),
    work: join(folder, `${index}-work`),
  });
  for (const index of overlays.keys()) {
    const { upper, work } = changesAt(index);
    await mkdir(upper);
    await mkdir(work);
  }
  return {
    uppers: [...overlays.keys()].map((index) => changesAt(index).upper),
    entryOf: (mount) => {
      const { source, target } = mount;
      return { kind: 'overlay', source, target, changes: changesAt(overlays.indexOf(mount)) };
    },
    remove: () => removeFolder(folder),
  };
}
