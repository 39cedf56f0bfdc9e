// Something that appears in the sandbox's file tree.

export type SandboxEntry = PlacedEntry | OverlayEntry;

export interface PlacedEntry {
  kind: 'readOnly' | 'writable' | 'symlink' | 'scratch';
  /** Path on the host; for a symbolic link, what it says; empty for a scratch folder, which lives in memory. */
  source: string;
  /** Absolute path inside. */
  target: string;
}

/** A folder of the host that can be written to inside, while what is written goes elsewhere. */
export interface OverlayEntry {
  kind: 'overlay';
  source: string;
  target: string;
  /** Folders of the host, both on one volume: what the run writes, and what the kernel needs beside it. */
  changes: { upper: string; work: string };
}

export function readOnly(path: string, target = path): PlacedEntry {
  return { kind: 'readOnly', source: path, target };
}

/** True when `path` is `folder` or lies in it. Both absolute and normal. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}
