// Where the changes go that runs make in overlay mounts: folders on the disk, removed after the run. In memory they
// would count against what the command may use, and builds write hundreds of megabytes.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from '../workspace/tidy-tree.js';
import type { OverlayEntry } from './entry.js';
import type { SandboxMount } from './sandbox.js';

export const CHANGES_PREFIX = 'nightshift-overlay-';

export interface OverlayChanges {
  /** Holds all changes of the run. */
  folder: string;
  /** Only for mounts that were asked for as overlays. */
  entryOf(mount: SandboxMount): OverlayEntry;
  remove(): Promise<void>;
}

/** Makes fresh folders under `scratch`, two for each overlay. */
export async function makeOverlayChanges(mounts: readonly SandboxMount[], scratch: string): Promise<OverlayChanges> {
  const folder = await mkdtemp(join(scratch, CHANGES_PREFIX));
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
    folder,
    entryOf: (mount) => {
      const { source, target } = mount;
      return { kind: 'overlay', source, target, changes: changesAt(overlays.indexOf(mount)) };
    },
    remove: () => removeFolder(folder),
  };
}
