// Attacks on what others get to see: by install scripts, and by candidates. Each is first shown to work where nothing
// stands in its way.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { PreparedDependencies } from '../../../activities/hands.js';
import { createNoSandbox } from '../../../activities/sandbox/no-sandbox.js';
import { DEFAULT_SANDBOX_LIMITS, type Sandbox } from '../../../activities/sandbox/sandbox.js';
import { temporaryFolder, write } from '../workspace/repositories.js';
import { prepared } from './dependency-room.js';
import { candidate, type Room, room } from './room.js';

const FILES = { 'package.json': '{"scripts":{"test":"node --test"}}' };
const INSTALL_GOOD = 'mkdir -p node_modules/dep && echo good > node_modules/dep/index.js';

/** What lies in the cache for everybody. */
function installed({ mounts }: PreparedDependencies, path = 'dep/index.js'): string {
  const modules = mounts.find((mount) => mount.target === '/w/node_modules');
  return readFileSync(join(modules!.source, path), 'utf8');
}

/** Runs a command as a candidate would, with what is installed. */
async function asCandidate(house: Room, sandbox: Sandbox, { mounts }: PreparedDependencies, command: string) {
  const worktree = await house.hands.workspace.addWorktree(house.repository, house.base);
  const signal = new AbortController().signal;
  const run = { command, worktree: worktree.dir, mounts, env: {}, network: 'none' as const, signal };
  const result = await sandbox.run({ ...run, limits: DEFAULT_SANDBOX_LIMITS });
  await house.hands.workspace.removeWorktree(worktree);
  return result;
}

describe('an install script', () => {
  it('cannot write in the installation of others', async () => {
    const house = await room(FILES, { setup: INSTALL_GOOD });
    const victim = await prepared(house);
    const path = join(victim.mounts[0]!.source, 'dep/index.js');
    const attack = { ...house.plan, setup: 'mkdir node_modules', build: `echo poisoned > '${path}' || true` };
    await prepared(house, { validator: attack });
    expect(installed(victim)).toBe('good\n');
    await prepared(house, { validator: attack, sandbox: createNoSandbox() });
    expect(installed(victim)).toBe('poisoned\n');
  });

  it("cannot leave anything in a package manager's cache for the next installation", async () => {
    const house = await room(FILES, { setup: 'true' });
    const poison = 'mkdir -p "$npm_config_cache" "$PIP_CACHE_DIR" && touch "$npm_config_cache/x" "$PIP_CACHE_DIR/x"';
    const look =
      'mkdir node_modules && ls "$npm_config_cache" "$PIP_CACHE_DIR" > node_modules/seen 2>/dev/null || true';
    // In one installation the second phase sees what the first left, as it would see a cache shared by all.
    const shared = await prepared(house, { validator: { ...house.plan, setup: poison, build: look } });
    expect(installed(shared, 'seen')).toMatch(/x\n[\s\S]*x\n/);
    await prepared(house, { validator: { ...house.plan, setup: poison } });
    const next = await prepared(house, { validator: { ...house.plan, setup: look } });
    expect(installed(next, 'seen')).toBe('');
  });

  it('does not run while registries can be reached, and runs without a network afterwards', async () => {
    const house = await room(await npmFiles(), { test: 'true' });
    // What npm does by itself: the script has run as soon as `npm ci` is over.
    const plain = { ...house.plan, setup: 'npm_config_ignore_scripts=false npm ci --no-audit --no-fund' };
    delete plain.build;
    expect(installed(await prepared(house, { validator: plain }), 'dep/ran')).toMatch(/^http/);
    const scriptsOff = { ...house.plan };
    delete scriptsOff.build;
    const unbuilt = await prepared(house, { validator: scriptsOff });
    expect(() => installed(unbuilt, 'dep/ran')).toThrow('ENOENT');
    expect(installed(await prepared(house), 'dep/ran')).toBe('\n');
  });
});

describe('a candidate', () => {
  it('writes in what is installed, and only itself sees it', async () => {
    const house = await room(FILES, { setup: INSTALL_GOOD });
    const poison = 'echo poisoned > node_modules/dep/index.js; cat node_modules/dep/index.js';
    const bubblewrap = house.hands.sandbox('bubblewrap');
    const safe = await prepared(house);
    await asCandidate(house, bubblewrap, safe, poison);
    const next = await asCandidate(house, bubblewrap, safe, 'cat node_modules/dep/index.js');
    expect([next.output, installed(safe)]).toEqual(['good\n', 'good\n']);
    const none = createNoSandbox();
    const open = await prepared(house, { sandbox: none });
    await asCandidate(house, none, open, poison);
    expect((await asCandidate(house, none, open, 'cat node_modules/dep/index.js')).output).toBe('poisoned\n');
  });

  it.each(['frozen', 'allow'] as const)('cannot change how dependencies are installed (%s)', async (dependencies) => {
    const files = { ...FILES, install: INSTALL_GOOD };
    const house = await room(files, { setup: 'sh ./install', dependencies });
    const attack = {
      'package.json': '{"scripts":{"test":"node --test"},"dependencies":{"dep":"1"}}',
      install: INSTALL_GOOD.replace('good', 'poisoned'),
    };
    const made = await candidate(house, attack);
    // As a base of its own it would do what it wants.
    expect(installed(await prepared(house, { baseCommit: made, commit: made }))).toBe('poisoned\n');
    expect(installed(await prepared(house, { commit: made }))).toBe('good\n');
  });
});

/** A repository with one dependency, which lies in it as an archive and has an install script. */
async function npmFiles(): Promise<Record<string, string | Buffer>> {
  const folder = temporaryFolder();
  // The way to registries, where there is one.
  const postinstall = 'echo "$HTTPS_PROXY$npm_config_https_proxy" > ran';
  write(folder, {
    'package/package.json': JSON.stringify({ name: 'dep', version: '1.0.0', scripts: { postinstall } }),
  });
  execFileSync('tar', ['-czf', 'dep.tgz', 'package'], { cwd: folder });
  const dependencies = { dep: 'file:dep.tgz' };
  const packages = {
    '': { name: 'x', dependencies },
    'node_modules/dep': { version: '1.0.0', resolved: 'file:dep.tgz', hasInstallScript: true },
  };
  return {
    'package.json': JSON.stringify({ name: 'x', scripts: { test: 'true' }, dependencies }),
    'package-lock.json': JSON.stringify({ name: 'x', lockfileVersion: 3, requires: true, packages }),
    'dep.tgz': readFileSync(join(folder, 'dep.tgz')),
  };
}
