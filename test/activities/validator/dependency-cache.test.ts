import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { PrepareInput } from '../../../activities/hands.js';
import { DEFAULT_SANDBOX_LIMITS } from '../../../activities/sandbox/sandbox.js';
import { commit } from '../workspace/repositories.js';
import { type Room, room } from './room.js';

/** Writes what it was run with, so that two installations would differ. */
const SETUP =
  'mkdir -p node_modules/dep extra && echo "$npm_config_ignore_scripts $PWD" > node_modules/dep/how && date +%s%N > node_modules/dep/when';
const FILES = { 'package.json': '{"scripts":{"test":"node --test"}}', 'a.js': '' };

function input(house: Room, more: Partial<PrepareInput> = {}): PrepareInput {
  const { repository, base, plan, hands } = house;
  const signal = new AbortController().signal;
  return {
    repository,
    baseCommit: base,
    commit: base,
    validator: plan,
    sandbox: hands.sandbox('bubblewrap'),
    signal,
    ...more,
  };
}

describe('the cache of dependencies', () => {
  it('mounts what setup made, read-only, where it made it, with install scripts off', async () => {
    const house = await room(FILES, { setup: SETUP });
    const prepared = await house.hands.dependencies.prepare(input(house));
    if (!prepared.ok) throw new Error(prepared.message);
    expect(prepared.mounts.map((mount) => [mount.target, mount.access])).toEqual([
      ['/w/extra', 'readOnly'],
      ['/w/node_modules', 'readOnly'],
    ]);
    expect(readFileSync(join(prepared.mounts[1]!.source, 'dep/how'), 'utf8')).toBe('true /w\n');
  });

  it('lets each run write in the cache folder of node_modules, and shows it to no other', async () => {
    const house = await room(FILES, { setup: SETUP });
    const prepared = await house.hands.dependencies.prepare(input(house));
    if (!prepared.ok) throw new Error(prepared.message);
    const worktree = await house.hands.workspace.addWorktree(house.repository, house.base);
    const run = {
      worktree: worktree.dir,
      mounts: prepared.mounts,
      env: {},
      network: 'none' as const,
      limits: DEFAULT_SANDBOX_LIMITS,
      signal: new AbortController().signal,
    };
    const sandbox = house.hands.sandbox('bubblewrap');
    const command = 'ls node_modules/.cache; mkdir -p node_modules/.cache/ava && ls node_modules/.cache';
    for (const _ of [1, 2]) {
      expect(await sandbox.run({ ...run, command })).toMatchObject({ exitCode: 0, output: 'ava\n' });
    }
    const refused = await sandbox.run({ ...run, command: 'mkdir node_modules/other' });
    expect(refused.exitCode).not.toBe(0);
    await house.hands.workspace.removeWorktree(worktree);
  });

  it('installs once for those who ask at the same time, and for those who ask later', async () => {
    const house = await room(FILES, { setup: SETUP });
    const { prepare } = house.hands.dependencies;
    const [one, two] = await Promise.all([prepare(input(house)), prepare(input(house))]);
    expect(one).toEqual(two);
    expect(await prepare(input(house))).toEqual(one);
    const folders = readdirSync(join(house.hands.home.cache, 'dependencies'));
    expect(folders.filter((name) => !name.endsWith('.lock'))).toHaveLength(1);
  });

  it('installs anew when what is wanted changes, not when other files do', async () => {
    const house = await room(FILES, { setup: SETUP });
    const keyAt = async (made: string) => {
      await house.hands.workspace.open(house.repository, 'spec.1');
      const prepared = await house.hands.dependencies.prepare(input(house, { commit: made }));
      return prepared.ok ? prepared.cacheKey : prepared.message;
    };
    const first = await keyAt(house.base);
    expect(await keyAt(commit(house.user, { 'a.js': 'changed' }))).toBe(first);
    expect(await keyAt(commit(house.user, { 'package.json': '{"dependencies":{}}' }))).not.toBe(first);
  });

  it('needs nothing where there is no setup', async () => {
    const house = await room(FILES);
    expect(await house.hands.dependencies.prepare(input(house))).toEqual({ ok: true, cacheKey: 'none', mounts: [] });
  });

  it('gives the end of the output and the way out when setup fails, and keeps nothing', async () => {
    const house = await room(FILES, { setup: 'mkdir made && echo no such registry >&2 && exit 7' });
    const prepared = await house.hands.dependencies.prepare(input(house));
    expect(prepared).toMatchObject({ ok: false, reason: 'setupFailed' });
    expect(prepared).toMatchObject({
      message: expect.stringMatching(/exit code 7[\s\S]*setup[\s\S]*no such registry/),
    });
    expect(readdirSync(join(house.hands.home.cache, 'dependencies'))).toEqual([]);
  });
});
