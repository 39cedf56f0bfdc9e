// What the mounts of a run become in the sandbox's file tree.
import type { SandboxEntry } from './entry.js';
import type { OverlayChanges } from './overlay-changes.js';
import type { SandboxMount } from './sandbox.js';

/** `changes` is null where overlays cannot be had: such mounts are then read-only but for their scratch folders. */
export function mountEntries(mount: SandboxMount, changes: OverlayChanges | null): SandboxEntry[] {
  if (mount.access === 'overlay' && changes !== null) return [changes.entryOf(mount)];
  const { source, target, scratch = [] } = mount;
  return [
    { kind: mount.access === 'writable' ? 'writable' : 'readOnly', source, target },
    ...scratch.map((path): SandboxEntry => ({ kind: 'scratch', source: '', target: `${target}/${path}` })),
  ];
}
