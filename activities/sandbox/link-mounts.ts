// Mounts where nothing can be mounted: links in the worktree, made before a run and removed after it.
import { rename, rm, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { WORKDIR } from './bubblewrap-arguments.js';
import { makeMountPoints } from './mount-points.js';
import type { SandboxMount } from './sandbox.js';

const ASIDE_SUFFIX = '.nightshift-aside';

/** Puts a link in the place of each mount; what stood there comes back when the returned function is called. */
export async function linkMounts(worktree: string, mounts: readonly SandboxMount[]): Promise<() => Promise<void>> {
  const linked: string[] = [];
  for (const mount of mounts) {
    // A place below another mount lies in that mount's source already.
    if (mounts.some((other) => other !== mount && mount.target.startsWith(`${other.target}/`))) continue;
    if ((await makeMountPoints(worktree, [mount])) !== null) continue;
    const place = join(worktree, relative(WORKDIR, mount.target));
    await rename(place, place + ASIDE_SUFFIX);
    await symlink(mount.source, place);
    linked.push(place);
  }
  return async () => {
    for (const place of linked) {
      await rm(place, { recursive: true, force: true });
      await rename(place + ASIDE_SUFFIX, place);
    }
  };
}
