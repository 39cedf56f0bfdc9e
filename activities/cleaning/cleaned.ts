// What a cleaning removed, or would remove, and how folders are removed and counted.
import { stat } from 'node:fs/promises';
import { diskUsage } from '../validator/dependencies/disk-usage.js';
import { errorCode } from '../workspace/error-code.js';
import { removeFolder } from '../workspace/tidy-tree.js';

export type CleanedKind =
  | 'leftWorktrees'
  | 'endedWorktrees'
  | 'reports'
  | 'temporaryFolders'
  | 'controlGroups'
  | 'halfMadeStores'
  | 'halfMadeDependencies'
  | 'halfFetchedPrograms'
  | 'dependencies'
  | 'runs'
  | 'texts'
  | 'logs';

export interface Cleaned {
  kind: CleanedKind;
  count: number;
  /** Space on the disk that was taken; 0 where it is not known. */
  bytes: number;
}

export interface CleaningMode {
  nowMs: number;
  /** True to look and remove nothing. */
  dryRun: boolean;
}

/** Removes files and folders, whatever rights the code that ran in them took away. */
export async function removeAll(
  kind: CleanedKind,
  paths: readonly string[],
  mode: CleaningMode,
  remove: (path: string) => Promise<void> = removeFolder,
): Promise<Cleaned> {
  const cleaned: Cleaned = { kind, count: 0, bytes: 0 };
  for (const path of paths) {
    const bytes = await usageOf(path);
    if (bytes === null) continue;
    if (!mode.dryRun) await remove(path);
    cleaned.count += 1;
    cleaned.bytes += bytes;
  }
  return cleaned;
}

/** Null when another process was faster and it is gone. */
async function usageOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? await diskUsage(path) : found.size;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return null;
    // Rights that were taken away keep us from counting, not from removing.
    if (code === 'EACCES' || code === 'EPERM') return 0;
    throw error;
  }
}
