// Looks at processes through Linux's /proc, quickly enough to catch what lasts a few milliseconds.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';

/** Byte of SQLite's shared-memory file that whoever writes holds a lock on, in the mode with a write-ahead log. */
const WRITER_BYTE = '120';

export function childrenOf(pid: number): number[] {
  // Node starts processes from its main thread; git and shells have one only.
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

export function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** The command's words; empty when there is no such process. */
export function wordsOf(pid: number): string[] {
  return read(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);
}

/** The process that writes to the database at this very moment, or null. */
export function writerOf(database: string): number | null {
  const file = `${database}-shm`;
  if (!existsSync(file)) return null;
  const inode = `:${statSync(file).ino}`;
  for (const line of read('/proc/locks').split('\n')) {
    const [, , , mode, pid, where = '', from] = line.split(/\s+/);
    if (mode === 'WRITE' && from === WRITER_BYTE && where.endsWith(inode)) return Number(pid);
  }
  return null;
}

/** All processes that have to do with the folder: by their words, their environment, their place or what they mount. */
export function processesAbout(folder: string): { pid: number; words: string[] }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const about = pids.filter((pid) =>
    ['cmdline', 'environ', 'mountinfo'].some((file) => read(`/proc/${pid}/${file}`).includes(folder)),
  );
  return about.map((pid) => ({ pid: Number(pid), words: wordsOf(Number(pid)) }));
}

/** Empty for what is gone, or not ours to read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
