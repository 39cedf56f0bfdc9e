// Compares two commits in the object database, with no program but git's own diff.
import type { Change } from '../../core/change-limit.js';
import { bareGitClient } from './git-client.js';
import { changeBetween } from './measure-change.js';
import type { Places } from './places.js';
import { ensureCommit } from './store.js';

const LISTING_BYTES_MAX = 64 * 1024 * 1024;
const DIFF_TREE = ['diff-tree', '-r', '--no-ext-diff', '--no-textconv'];

export interface ChangedFile {
  path: string;
  /** git's letter: `A` added, `M` modified, `D` deleted, `T` type changed. Renames are a deletion and an addition. */
  status: string;
  /** Lines; 0 for binary files. */
  added: number;
  deleted: number;
}

/** A unified diff, cut after the last whole line within `bytesMax`. */
export async function diff(places: Places, from: string, to: string, bytesMax: number): Promise<string> {
  await ensureBoth(places, from, to);
  const args = [...DIFF_TREE, '--patch', '--find-renames', from, to];
  const { stdout, cut } = await bareGitClient(places.mirror).run(args, { outputBytesMax: bytesMax });
  const whole = cut ? stdout.subarray(0, stdout.lastIndexOf('\n') + 1) : stdout;
  return whole.toString('utf8');
}

export async function changedFiles(places: Places, from: string, to: string): Promise<ChangedFile[]> {
  await ensureBoth(places, from, to);
  const args = [...DIFF_TREE, '--raw', '--numstat', '--no-renames', '-z', from, to];
  const { stdout } = await bareGitClient(places.mirror).run(args, { outputBytesMax: LISTING_BYTES_MAX });
  // Bytes of a name that are no UTF-8 must still match between the two lists, so each byte is one character here.
  const fields = stdout.toString('latin1').split('\0').slice(0, -1);
  const statuses = new Map<string, string>();
  let at = 0;
  for (; fields[at]?.startsWith(':'); at += 2) statuses.set(fields[at + 1] ?? '', fields[at]?.at(-1) ?? '');
  return fields.slice(at).map((field) => {
    const [added = '', deleted = '', ...path] = field.split('\t');
    const name = path.join('\t');
    return {
      path: Buffer.from(name, 'latin1').toString('utf8'),
      status: statuses.get(name) ?? 'M',
      added: lines(added),
      deleted: lines(deleted),
    };
  });
}

export async function measureChange(places: Places, from: string, to: string): Promise<Change> {
  await ensureBoth(places, from, to);
  return await changeBetween(bareGitClient(places.mirror), from, to);
}

async function ensureBoth(places: Places, from: string, to: string): Promise<void> {
  for (const commit of [from, to]) await ensureCommit(places, commit);
}

function lines(count: string): number {
  return count === '-' ? 0 : Number(count);
}
