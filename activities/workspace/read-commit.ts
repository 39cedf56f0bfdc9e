// Reads files of a commit from the object database: no checkout, no link followed, no conversion.
import { bareGitClient } from './git-client.js';
import { GitError } from './git-error.js';
import type { Places } from './places.js';
import { ensureCommit } from './store.js';

/** Some 500,000 files. */
const LISTING_BYTES_MAX = 64 * 1024 * 1024;
/** git's own measure: a file is binary when a NUL stands in its first bytes. */
const BINARY_CHECK_BYTES = 8_000;
/** More paths than a command line is sure to hold are picked from a listing of the whole commit. */
const NAMED_PATHS_MAX = 200;
const LINE_BREAK = 10;

export interface CommittedFile {
  /** UTF-8; bytes of a name that are none are shown as U+FFFD, and the file cannot be read by that name. */
  path: string;
  bytes: number;
  /** Names its content: files with the same id have the same bytes. */
  id: string;
}

/** Files at a commit; links and submodules are none. */
export async function listFiles(places: Places, commit: string): Promise<CommittedFile[]> {
  await ensureCommit(places, commit);
  return await list(places, ['-r', commit]);
}

/** Texts by path. Those that are absent, binary or larger than `bytesMax` are left out. */
export async function readFiles(
  places: Places,
  commit: string,
  paths: readonly string[],
  bytesMax: number,
): Promise<Map<string, string>> {
  await ensureCommit(places, commit);
  const wanted = new Set(paths.filter(isInsideTree));
  if (wanted.size === 0) return new Map();
  const listing = wanted.size > NAMED_PATHS_MAX ? ['-r', commit] : [commit, '--', ...wanted];
  const files = (await list(places, listing)).filter((file) => wanted.has(file.path) && file.bytes <= bytesMax);
  const contents = await readBlobs(places, files);
  const texts = new Map<string, string>();
  for (const { path, id } of files) {
    const content = contents.get(id);
    if (content && !isBinary(content)) texts.set(path, content.toString('utf8'));
  }
  return texts;
}

/** Null when there is no such file, when it is binary, or when it is larger than `bytesMax`. */
export async function readFile(places: Places, commit: string, path: string, bytesMax: number): Promise<string | null> {
  return (await readFiles(places, commit, [path], bytesMax)).get(path) ?? null;
}

export function isBinary(content: Buffer): boolean {
  return content.subarray(0, BINARY_CHECK_BYTES).includes(0);
}

/** git fails, for all paths at once, when one leads out of the tree. */
function isInsideTree(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

async function list(places: Places, args: string[]): Promise<CommittedFile[]> {
  const options = { outputBytesMax: LISTING_BYTES_MAX };
  const { stdout } = await bareGitClient(places.mirror).run(['ls-tree', '-z', '-l', '--full-tree', ...args], options);
  return stdout.toString('utf8').split('\0').flatMap(parseEntry);
}

/** `<mode> <type> <id> <bytes, padded>\t<path>` */
function parseEntry(entry: string): CommittedFile[] {
  const tab = entry.indexOf('\t');
  const [mode = '', , id = '', bytes = ''] = entry.slice(0, tab).split(/ +/);
  if (tab < 0 || !mode.startsWith('100')) return [];
  return [{ path: entry.slice(tab + 1), bytes: Number(bytes), id }];
}

/** Contents by id. */
async function readBlobs(places: Places, files: readonly CommittedFile[]): Promise<Map<string, Buffer>> {
  const { all, spans } = await readBatch(places, files);
  return new Map(files.map(({ id }, index) => [id, all.subarray(spans[index]?.start, spans[index]?.end)]));
}

/** Contents of files as git gave them, one behind the other, and where in it each one stands. */
export interface Batch {
  all: Buffer;
  /** In the order of the files. */
  spans: { start: number; end: number }[];
}

/** git answers with `<id> blob <bytes>\n<content>\n` for each, in the order in which it was asked. */
export async function readBatch(places: Places, files: readonly CommittedFile[]): Promise<Batch> {
  if (files.length === 0) return { all: Buffer.alloc(0), spans: [] };
  const input = files.map(({ id }) => `${id}\n`).join('');
  const { stdout, stderr } = await bareGitClient(places.mirror).run(['cat-file', '--batch'], { input });
  const spans: Batch['spans'] = [];
  let at = 0;
  for (const { id, bytes } of files) {
    const start = stdout.indexOf(LINE_BREAK, at) + 1;
    const header = stdout.subarray(at, start).toString('utf8').trim();
    if (header !== `${id} blob ${bytes}`) throw new GitError('cat-file', null, `${header} ${stderr}`);
    spans.push({ start, end: start + bytes });
    at = start + bytes + 1;
  }
  return { all: stdout, spans };
}
