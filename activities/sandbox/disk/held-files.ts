// Files that were removed but are still held open by a process: they take space until it ends, and no folder shows them.
import { readdir, readFile, stat } from 'node:fs/promises';
import { errorCode } from '../../workspace/error-code.js';

const BYTES_PER_BLOCK = 512;
/** Field of /proc/PID/stat after the command's name: the parent. See proc_pid_stat(5). */
const PARENT_FIELD = 1;
/**
 * Looked at for so long at most: with some thousand processes that each hold all the files that they may, a command could
 * have millions of descriptors to look through, and write meanwhile.
 */
const LOOK_MS_MAX = 3_000;
const LOOKED_AT_TOGETHER = 64;

export interface HeldFiles {
  bytes: number;
  files: number;
  /** True when there were too many descriptors to see them all. */
  unseen: boolean;
}

/** Those of a process and all that descend from it. Nothing where there is no /proc. */
export async function heldFiles(pid: number, msMax = LOOK_MS_MAX): Promise<HeldFiles> {
  const deadlineMs = performance.now() + msMax;
  const sizes = new Map<string, number>();
  let unseen = false;
  for (const each of await withDescendants(pid)) {
    const descriptors = await namesIn(`/proc/${each}/fd`);
    for (let start = 0; start < descriptors.length && !unseen; start += LOOKED_AT_TOGETHER) {
      const some = descriptors.slice(start, start + LOOKED_AT_TOGETHER);
      await Promise.all(some.map((descriptor) => noteRemoved(sizes, `/proc/${each}/fd/${descriptor}`)));
      unseen = performance.now() > deadlineMs;
    }
    if (unseen) break;
  }
  return { bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0), files: sizes.size, unseen };
}

async function noteRemoved(sizes: Map<string, number>, descriptor: string): Promise<void> {
  // Followed by the kernel without a name, which may be longer than can be asked for.
  const found = await orGone(stat(descriptor));
  if (found?.isFile() && found.nlink === 0) sizes.set(`${found.dev}:${found.ino}`, found.blocks * BYTES_PER_BLOCK);
}

async function withDescendants(pid: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const each of (await namesIn('/proc')).map(Number).filter(Number.isInteger)) {
    const parent = await parentOf(each);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), each]);
  }
  const found = [pid];
  // The list grows while it is walked.
  for (const each of found) found.push(...(children.get(each) ?? []));
  return found;
}

async function parentOf(pid: number): Promise<number | null> {
  const text = await orGone(readFile(`/proc/${pid}/stat`, 'latin1'));
  if (text === null) return null;
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[PARENT_FIELD]);
}

async function namesIn(folder: string): Promise<string[]> {
  return (await orGone(readdir(folder))) ?? [];
}

/** Null for what ended meanwhile, or belongs to somebody else. */
async function orGone<T>(looking: Promise<T>): Promise<T | null> {
  try {
    return await looking;
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}
