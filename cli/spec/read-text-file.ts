// Reads a file that a person named, within the size of a spec, and says what is wrong with it in their words.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { errorCode } from '../../activities/workspace/error-code.js';
import { SPEC_BYTES_MAX } from '../../core/spec.js';
import { usageProblem } from '../problem.js';

/** `typed` is the path as people know it; `wanted` says what it should be, such as `name the Markdown file of a spec`. */
export async function readTextFile(typed: string, path: string, wanted: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    // A file that was named by mistake may be huge; its size alone is reason enough to refuse it.
    if (size > SPEC_BYTES_MAX) {
      throw usageProblem(
        `${typed} has ${size} bytes; a spec has at most ${SPEC_BYTES_MAX}. Split it, or point to files in the repository`,
      );
    }
    return await readBeginning(path, SPEC_BYTES_MAX + 1);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') throw usageProblem(`${typed} does not exist; ${wanted}`);
    if (code === 'EISDIR') throw usageProblem(`${typed} is a folder; ${wanted}`);
    if (code === 'EACCES') throw usageProblem(`${typed} cannot be read; check its permissions`);
    throw error;
  }
}

/** At most so many bytes: a pipe or a device says no size, and may never end. */
async function readBeginning(path: string, bytesMax: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: bytesMax - 1 }) as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
