// Reads a spec from a file, and stores it in the ledger once a run is about to begin.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Artifacts } from '../../activities/ledger/ledger.js';
import { errorCode } from '../../activities/workspace/error-code.js';
import { SPEC_BYTES_MAX, type SpecRef, slugOf } from '../../core/spec.js';
import { type ParsedSpec, parseSpec } from '../../schemas/spec.js';
import { usageProblem } from '../problem.js';

export interface LoadedSpec extends ParsedSpec {
  sha256: string;
  slug: string;
  /** The path as it was typed. */
  source: string;
}

/** Throws `CliProblem` that names the file and what is wrong with it. */
export async function loadSpec(path: string, cwd: string): Promise<LoadedSpec> {
  const content = await readSpecFile(path, resolve(cwd, path));
  const parsed = parseSpec(content, path);
  if (!parsed.ok) throw usageProblem(parsed.problem);
  const { ok: _read, ...spec } = parsed;
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { ...spec, sha256, slug: slugOf(spec.title), source: path };
}

export async function storeSpec(artifacts: Artifacts, spec: LoadedSpec): Promise<SpecRef> {
  const { title, slug, sha256, source, acceptancePaths, mayChange } = spec;
  const body = await artifacts.put(spec.body);
  const acceptance = spec.acceptanceFiles ? await artifacts.put(JSON.stringify(spec.acceptanceFiles)) : null;
  return {
    title,
    slug,
    sha256,
    body,
    source,
    acceptance,
    ...(acceptancePaths.length > 0 ? { acceptancePaths } : {}),
    ...(mayChange.length > 0 ? { mayChange } : {}),
  };
}

async function readSpecFile(typed: string, path: string): Promise<Uint8Array> {
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
    if (code === 'ENOENT') throw usageProblem(`${typed} does not exist; name the Markdown file of a spec`);
    if (code === 'EISDIR') throw usageProblem(`${typed} is a folder; name the Markdown file of a spec`);
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
