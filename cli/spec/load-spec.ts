// Reads a spec from a file.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { slugOf } from '../../core/spec.js';
import { parseSpec } from '../../schemas/spec.js';
import type { SpecText } from '../../workers/runs/start-deliver.js';
import { usageProblem } from '../problem.js';
import { type GivenTests, NO_GIVEN_TESTS } from './given-tests.js';
import { readTextFile } from './read-text-file.js';

/** Its `source` is the path as it was typed; `given` stands behind the spec. Throws `CliProblem` that names the file and what is wrong with it. */
export async function loadSpec(path: string, cwd: string, given: GivenTests = NO_GIVEN_TESTS): Promise<SpecText> {
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
