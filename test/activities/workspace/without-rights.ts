// Work done by somebody who may read a repository and not write to it.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Runs `work` as a user who may read but not write: as nobody where the tests run as root. */
export async function withoutRights<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() === 0) {
    // Folders on PATH may be closed to nobody; git itself stands in one that is not.
    const { PATH } = process.env;
    process.env['PATH'] = dirname(
      realpathSync(execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()),
    );
    process.seteuid?.(65_534);
    try {
      return await work();
    } finally {
      process.seteuid?.(0);
      process.env['PATH'] = PATH;
    }
  }
  const folders = [
    folder,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name)),
  ];
  for (const path of folders) chmodSync(path, 0o500);
  try {
    return await work();
  } finally {
    for (const path of folders) chmodSync(path, 0o700);
  }
}
