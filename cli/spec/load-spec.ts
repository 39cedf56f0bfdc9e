// Reads a spec from a file, and stores it in the ledger once a run is about to begin.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Artifacts } from '../../activities/ledger/ledger.js';
import { type SpecRef, slugOf } from '../../core/spec.js';
import { type ParsedSpec, parseSpec } from '../../schemas/spec.js';
import { usageProblem } from '../problem.js';
import { type GivenTests, NO_GIVEN_TESTS } from './given-tests.js';
import { readTextFile } from './read-text-file.js';

export interface LoadedSpec extends ParsedSpec {
  sha256: string;
  slug: string;
  /** The path as it was typed. */
  source: string;
}

/** `given` stands behind the spec. Throws `CliProblem` that names the file and what is wrong with it. */
export async function loadSpec(path: string, cwd: string, given: GivenTests = NO_GIVEN_TESTS): Promise<LoadedSpec> {
  const text = await readTextFile(path, resolve(cwd, path), 'name the Markdown file of a spec');
  const content = Buffer.concat([text, Buffer.from(given.blocks)]);
  const parsed = parseSpec(content, path);
  if (!parsed.ok) throw usageProblem(parsed.problem);
  const { ok: _read, ...spec } = parsed;
  if (given.paths.some((file) => !Object.hasOwn(spec.acceptanceFiles ?? {}, file))) {
    throw usageProblem(`${path} opens a fenced block and never closes it`);
  }
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
