import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cachePlaces } from '../../../activities/validator/dependencies/cache-places.js';
import { clearFilePoints } from '../../../activities/validator/dependencies/clear-file-points.js';
import { tidyDependencies } from '../../../activities/validator/dependencies/tidy-dependencies.js';
import { temporaryFolder, write } from '../workspace/repositories.js';
import { input, inSandbox, keyOf, prepared, SETUP } from './dependency-room.js';
import { candidate, room } from './room.js';

const FILES = { 'package.json': '{"scripts":{"test":"node --test"}}', 'a.js': '' };

describe('the cache of dependencies', () => {
  it('mounts what setup made where it made it, with install scripts off', async () => {
    const house = await room(FILES, { setup: SETUP });
    const { mounts } = await prepared(house);
    expect(mounts.map((mount) => [mount.target, mount.access])).toEqual([
      ['/w/extra', 'overlay'],
      ['/w/node_modules', 'overlay'],
      ['/w/one.txt', 'readOnly'],
    ]);
    expect(readFileSync(join(mounts[1]!.source, 'dep/how'), 'utf8')).toBe('true /w\n');
  });

  it('lets each run write in the cache folder of node_modules, and shows it to no other', async () => {
    const house = await room(FILES, { setup: SETUP });
    const { mounts } = await prepared(house);
    const command = 'ls node_modules/.cache; mkdir -p node_modules/.cache/ava && ls node_modules/.cache';
    for (const _ of [1, 2]) expect(await inSandbox(house, mounts, command)).toMatchObject({ output: 'ava\n' });
  });

  it('leaves no empty files where single files were mounted, and nothing else is removed', async () => {
    const house = await room(FILES, { setup: 'echo 1 > one.txt && echo 2 > two.txt' });
    const { mounts } = await prepared(house);
    const tree = temporaryFolder();
    write(tree, { 'one.txt': '', 'two.txt': 'written by somebody' });
    await clearFilePoints(mounts, tree);
    expect(readdirSync(tree)).toEqual(['two.txt']);
  });

  it('can be made and evicted whatever permissions setup leaves', async () => {
    const house = await room(FILES, { setup: `${SETUP} && chmod 0 extra && chmod -R a-w node_modules` });
    const made = await prepared(house);
    made.release();
    const all = { bytesMax: 0, unusedMs: 0, nowMs: Date.now() + 1_000 };
    expect((await tidyDependencies(house.hands.home, all)).removed).toEqual([made.cacheKey]);
    expect(readdirSync(cachePlaces(house.hands.home).removed)).toEqual([]);
  });

  it('can be made and evicted whatever names and links setup leaves', async () => {
    const odd = `touch "$(printf 'odd\\377')" "$(printf 'extra/odd\\377')" && ln -s /nowhere node_modules/.cache`;
    const house = await room(FILES, { setup: `${SETUP} && ${odd}` });
    const made = await prepared(house);
    expect(made.mounts.map(({ target }) => target)).toEqual(['/w/extra', '/w/node_modules', '/w/one.txt']);
    const command = 'mkdir node_modules/.cache/ava && ls node_modules/.cache; ls extra | wc -l';
    expect(await inSandbox(house, made.mounts, command)).toMatchObject({ output: 'ava\n1\n' });
    made.release();
    const all = { bytesMax: 0, unusedMs: 0, nowMs: Date.now() + 1_000 };
    expect((await tidyDependencies(house.hands.home, all)).removed).toEqual([made.cacheKey]);
  });

  it('gives back what it has to those who ask later', async () => {
    const house = await room(FILES, { setup: SETUP });
    const first = await prepared(house);
    const later = await prepared(house);
    expect(later.mounts).toEqual(first.mounts);
    expect(readdirSync(cachePlaces(house.hands.home).entries)).toEqual([first.cacheKey]);
  });

  it('needs nothing where there is no setup', async () => {
    const house = await room(FILES);
    expect(await prepared(house)).toMatchObject({ cacheKey: 'none', mounts: [] });
  });

  it('gives the end of the output and the way out when setup fails, and keeps nothing', async () => {
    const house = await room(FILES, { setup: 'mkdir made && echo no such registry >&2 && exit 7' });
    const failed = await house.hands.dependencies.prepare(input(house));
    expect(failed).toMatchObject({ ok: false, reason: 'setupFailed' });
    expect(failed).toMatchObject({ message: expect.stringMatching(/exit code 7[\s\S]*setup[\s\S]*no such registry/) });
    const { entries, staging } = cachePlaces(house.hands.home);
    expect([readdirSync(entries), readdirSync(staging)]).toEqual([[], []]);
  });

  it('fails with the way out when setup scatters more files than could be mounted', async () => {
    const house = await room(FILES, { setup: 'seq 600 | xargs touch' });
    expect(await house.hands.dependencies.prepare(input(house))).toMatchObject({
      reason: 'setupFailed',
      message: expect.stringMatching(/made 600 new files[\s\S]*at most 500[\s\S]*folders of their own/),
    });
  });

  it('names the hosts that setup wanted and that are no registries, with the way to allow them', async () => {
    const ask = 'exec 3<>/dev/tcp/127.0.0.1/3128; printf "CONNECT files.example:443 HTTP/1.1\\r\\n\\r\\n" >&3; cat <&3';
    const house = await room(FILES, { setup: `bash -c '${ask}' | head -1; exit 1` });
    expect(await house.hands.dependencies.prepare(input(house))).toMatchObject({
      reason: 'setupFailed',
      message: expect.stringMatching(/It tried to reach files\.example, which is no .*registries: \[files\.example\]/),
    });
  });

  it('says which phase failed when packages were fetched and could not be built', async () => {
    const house = await room(FILES, { setup: 'true' });
    const plan = { ...house.plan, build: 'echo no compiler; exit 3' };
    const failed = await house.hands.dependencies.prepare(input(house, { validator: plan }));
    expect(failed).toMatchObject({
      message: expect.stringMatching(/exit 3" ended with exit code 3.*without a network/),
    });
  });
});

describe('an installation is made anew', () => {
  it('for another base with other manifests or lockfiles, where only those count', async () => {
    const house = await room({ ...FILES, 'requirements.txt': 'six\n' }, { setup: 'true' });
    const at = async (changes: Record<string, string>) => {
      const made = await candidate(house, changes);
      return keyOf(house, { baseCommit: made, commit: made });
    };
    const first = await keyOf(house);
    expect(await at({ 'a.js': 'changed' })).toBe(first);
    expect(await at({ 'package.json': '{"dependencies":{}}' })).not.toBe(first);
    expect(await at({ 'package-lock.json': '{}' })).not.toBe(first);
    expect(await at({ 'lib/Cargo.toml': '' })).not.toBe(first);
  });

  it('for another tree, where setup may look at all of it', async () => {
    const house = await room(FILES, { setup: './install-all' });
    const made = await candidate(house, { 'a.js': 'changed' });
    expect(await keyOf(house, { baseCommit: made, commit: made })).not.toBe(await keyOf(house));
  });

  it.each([
    ['npm ci', 'node'],
    ['cargo fetch', 'rustc'],
    ['mvn -B verify', 'java'],
    ['pip install .', 'python3'],
  ])('for another version of the tool behind "%s"', async (setup, tool) => {
    const house = await room(FILES, { setup });
    const before = await keyOf(house);
    const path = process.env['PATH'];
    const other = temporaryFolder();
    writeFileSync(join(other, tool), '#!/bin/sh\necho another version\n', { mode: 0o755 });
    process.env['PATH'] = `${other}:${path}`;
    try {
      expect(await keyOf(house)).not.toBe(before);
    } finally {
      process.env['PATH'] = path;
    }
    expect(await keyOf(house)).toBe(before);
  });

  it('for another repository with the same files, since install scripts see the tree around them', async () => {
    const [one, other] = [await room(FILES, { setup: 'true' }), await room(FILES, { setup: 'true' })];
    expect(await keyOf(other)).not.toBe(await keyOf(one));
  });

  it('not for a candidate, whatever it changed, while dependencies are frozen', async () => {
    const house = await room(FILES, { setup: SETUP });
    const made = await candidate(house, {
      'package.json': '{"dependencies":{"left-pad":"1"}}',
      'package-lock.json': '{}',
    });
    expect(await keyOf(house, { commit: made })).toBe(await keyOf(house));
  });
});
