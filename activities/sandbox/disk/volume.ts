// How full the volumes are that a command can write to.
import { stat, statfs } from 'node:fs/promises';

export interface VolumeRoom {
  freeBytes: number;
  totalBytes: number;
  /** Null on volumes that make room for files as they come and have no number to give. */
  freeFiles: number | null;
  totalFiles: number;
}

export async function volumeRoom(folder: string): Promise<VolumeRoom> {
  const { bsize, bavail, blocks, files, ffree } = await statfs(folder);
  return {
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    freeFiles: files === 0 ? null : ffree,
    totalFiles: files,
  };
}

/** One folder for each volume that the folders lie on. */
export async function onePerVolume(folders: readonly string[]): Promise<string[]> {
  const byDevice = new Map<number, string>();
  for (const folder of folders) byDevice.set((await stat(folder)).dev, folder);
  return [...byDevice.values()];
}
