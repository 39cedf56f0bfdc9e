// Something of the host that appears in the sandbox's file tree.

export interface SandboxEntry {
  kind: 'readOnly' | 'writable' | 'symlink' | 'scratch';
  /** Path on the host; for a symbolic link, what it says; empty for a scratch folder, which lives in memory. */
  source: string;
  /** Absolute path inside. */
  target: string;
}

export function readOnly(path: string, target = path): SandboxEntry {
  return { kind: 'readOnly', source: path, target };
}

/** True when `path` is `folder` or lies in it. Both absolute and normal. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}
