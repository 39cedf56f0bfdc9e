// Reads files of a commit from the object database: no checkout, no link followed, no conversion.
import { bareGitClient } from './git-client.js';
import type { Places } from './places.js';
import { ensureCommit } from './store.js';

/** Some 500,000 files. */
const LISTING_BYTES_MAX = 64 * 1024 * 1024;
/** git's own measure: a file is binary when a NUL stands in its first bytes. */
const BINARY_CHECK_BYTES = 8_000;

export interface CommittedFile {
  /** UTF-8; bytes of a name that are none are shown as U+FFFD, and the file cannot be read by that name. */
  path: string;
  bytes: number;
}

/** Files at a commit; links and submodules are none. */
export async function listFiles(places: Places, commit: string): Promise<CommittedFile[]> {
  await ensureCommit(places, commit);
  const entries = await list(places, ['-r', commit]);
  return entries.map(({ path, bytes }) => ({ path, bytes }));
}

/** Null when there is no such file, when it is binary, or when it is larger than `bytesMax`. */
export async function readFile(places: Places, commit: string, path: string, bytesMax: number): Promise<string | null> {
  await ensureCommit(places, commit);
  const file = (await list(places, [commit, '--', path])).find((entry) => entry.path === path);
  if (!file || file.bytes > bytesMax) return null;
  const { stdout } = await bareGitClient(places.mirror).run(['cat-file', 'blob', file.id]);
  return stdout.subarray(0, BINARY_CHECK_BYTES).includes(0) ? null : stdout.toString('utf8');
}

interface Entry extends CommittedFile {
  id: string;
}

async function list(places: Places, args: string[]): Promise<Entry[]> {
  const options = { outputBytesMax: LISTING_BYTES_MAX, accept: [0, 128] };
  const { stdout } = await bareGitClient(places.mirror).run(['ls-tree', '-z', '-l', '--full-tree', ...args], options);
  return stdout.toString('utf8').split('\0').flatMap(parseEntry);
}

/** `<mode> <type> <id> <bytes, padded>\t<path>` */
function parseEntry(entry: string): Entry[] {
  const tab = entry.indexOf('\t');
  const [mode = '', , id = '', bytes = ''] = entry.slice(0, tab).split(/ +/);
  if (tab < 0 || !mode.startsWith('100')) return [];
  return [{ path: entry.slice(tab + 1), bytes: Number(bytes), id }];
}
