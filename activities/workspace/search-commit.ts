// Searches files of a commit with ripgrep. git hands their contents over from the object database and ripgrep reads them
// as one stream, so that nothing of the tree is ever written to disk.
import { rgPath } from '@vscode/ripgrep';
import { execa } from 'execa';
import { failure } from '../failure.js';
import type { Places } from './places.js';
import { type Batch, type CommittedFile, isBinary, readBatch } from './read-commit.js';
import { ensureCommit } from './store.js';

/** All that is searched at most, the first files first: what is held in memory, and some 0.3 s of work. */
const SEARCHED_BYTES_MAX = 48 * 1024 * 1024;
const SEARCHED_FILE_BYTES_MAX = 256 * 1024;
const OUTPUT_BYTES_MAX = 24 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const NO_MATCH = 1;
const LINE_BREAK = 10;
/** Nobody reads a text whose lines are that long on average: it was made by a program. */
const LINE_BYTES_MAX = 400;
const LINES_LOOKED_AT_BYTES_MIN = 4_000;

/** ripgrep reads no settings, sees no environment, takes bytes as they are and never gives up on a NUL. */
const OPTIONS = [
  '--no-config',
  '--only-matching',
  '--byte-offset',
  '--no-line-number',
  '--no-filename',
  '--no-heading',
];
const ON_BYTES = ['--ignore-case', '--text', '--encoding=none', '--color=never', '--threads=1', '--dfa-size-limit=64M'];

export async function countMatches(
  places: Places,
  commit: string,
  files: readonly CommittedFile[],
  pattern: string,
): Promise<Map<string, Map<string, number>>> {
  await ensureCommit(places, commit);
  const searched = thoseSearched(files);
  if (searched.length === 0 || pattern === '') return new Map();
  const batch = await readBatch(places, searched);
  return byPath(searched, batch, await ripgrep(batch.all, pattern));
}

function thoseSearched(files: readonly CommittedFile[]): CommittedFile[] {
  let left = SEARCHED_BYTES_MAX;
  return files.filter(({ bytes }) => {
    if (bytes === 0 || bytes > SEARCHED_FILE_BYTES_MAX || bytes > left) return false;
    left -= bytes;
    return true;
  });
}

/** Lines of `<offset>:<match>`; of too many matches the first are given. */
async function ripgrep(input: Buffer, pattern: string): Promise<Buffer> {
  const { stdout, exitCode, isMaxBuffer, shortMessage } = await execa(
    rgPath,
    [...OPTIONS, ...ON_BYTES, `--regexp=${pattern}`, '-'],
    {
      input,
      encoding: 'buffer',
      maxBuffer: OUTPUT_BYTES_MAX,
      timeout: TIMEOUT_MS,
      env: {},
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
    },
  );
  if (exitCode !== 0 && exitCode !== NO_MATCH && !isMaxBuffer) {
    throw failure('GitTrouble', `ripgrep failed: ${shortMessage}`);
  }
  return Buffer.from(stdout);
}

/** Matches come in the order of the stream, as the files do. */
function byPath(files: readonly CommittedFile[], { all, spans }: Batch, output: Buffer) {
  const found = new Map<string, Map<string, number>>();
  const worth = spans.map(({ start, end }) => isProse(all.subarray(start, end)));
  let index = 0;
  for (const [offset, text] of matchesIn(output)) {
    while (index < spans.length && offset >= (spans[index]?.end ?? 0)) index += 1;
    const [file, span] = [files[index], spans[index]];
    // Between the contents stand git's own words.
    if (!file || !span || offset < span.start || !worth[index]) continue;
    const counts = found.get(file.path) ?? new Map<string, number>();
    counts.set(text, (counts.get(text) ?? 0) + 1);
    found.set(file.path, counts);
  }
  return found;
}

/** There may be half a million, so that the bytes are decoded once. The last line is empty, or was cut. */
function matchesIn(output: Buffer): [number, string][] {
  const lines = output.toString('utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const colon = line.indexOf(':');
    return [Number(line.slice(0, colon)), line.slice(colon + 1)];
  });
}

function isProse(content: Buffer): boolean {
  if (isBinary(content)) return false;
  if (content.length < LINES_LOOKED_AT_BYTES_MIN) return true;
  let lines = 1;
  for (let at = content.indexOf(LINE_BREAK); at !== -1; at = content.indexOf(LINE_BREAK, at + 1)) lines += 1;
  return content.length / lines <= LINE_BYTES_MAX;
}
