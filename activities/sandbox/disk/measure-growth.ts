// How much files a command has written since it began: those in its folders, and those that it removed but still holds
// open. Times of change cannot be set by a program, so nothing that it wrote is left out.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { heldFiles } from './held-files.js';

const BYTES_PER_BLOCK = 512;
const MS_PER_SECOND = 1_000;
/** A tree that takes longer to look through is judged by what was seen until then. */
const LOOK_MS_MAX = 30_000;

export interface Growth {
  bytes: number;
  files: number;
  /** Folders closed even to us, or too much to look through, which only a command makes that hides something. */
  hidden: boolean;
}

export interface GrowthQuestion {
  folders: readonly string[];
  /** Wall time at which the command began. */
  sinceMs: number;
  /** The process from which all others of the command descend. */
  pid: number;
  /** There is no need to look on once more than this is found. */
  enough: Pick<Growth, 'bytes' | 'files'>;
}

export async function measureGrowth(question: GrowthQuestion): Promise<Growth> {
  const found = await changedFiles(question);
  if (found.bytes > question.enough.bytes || found.files > question.enough.files) return found;
  const held = await heldFiles(question.pid);
  return { bytes: found.bytes + held.bytes, files: found.files + held.files, hidden: found.hidden || held.unseen };
}

/**
 * Looked through by find(1), which runs beside us and reaches folders deeper than any path can be long. Where it is not
 * GNU's, it finds nothing, and only the floor of free space holds.
 */
function changedFiles({ folders, sinceMs, enough }: GrowthQuestion): Promise<Growth> {
  const since = `@${(sinceMs / MS_PER_SECOND).toFixed(3)}`;
  const args = ['-P', ...folders, '-xdev', '-newerct', since, '-printf', '%b %n %D:%i\\n'];
  const growth: Growth = { bytes: 0, files: 0, hidden: false };
  const linked = new Set<string>();
  return new Promise((resolve) => {
    const find = spawn('find', args, { env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' }, timeout: LOOK_MS_MAX });
    createInterface({ input: find.stdout }).on('line', (line) => {
      const [blocks, links, id = ''] = line.split(' ');
      if (linked.has(id)) return;
      if (links !== '1') linked.add(id);
      growth.bytes += Number(blocks) * BYTES_PER_BLOCK;
      growth.files += 1;
      if (growth.bytes > enough.bytes || growth.files > enough.files) find.kill('SIGKILL');
    });
    // What vanished between listing and look is no complaint of ours.
    createInterface({ input: find.stderr }).on('line', (line) => {
      growth.hidden ||= line.endsWith('Permission denied');
    });
    find.once('error', () => resolve(growth));
    find.once('close', () => resolve(growth));
  });
}
