import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { DependencyCache, PrepareInput } from '../../../activities/hands.js';
import type { Sandbox } from '../../../activities/sandbox/sandbox.js';
import { cachePlaces } from '../../../activities/validator/dependencies/cache-places.js';
import { createDependencyCache } from '../../../activities/validator/dependencies/dependency-cache.js';
import { input, keyOf, SETUP } from './dependency-room.js';
import { type Room, room } from './room.js';

const FILES = { 'package.json': '{"scripts":{"test":"node --test"}}' };
const CANDIDATES = 16;
const REGISTER_TS = fileURLToPath(new URL('../../setup/register-ts.mjs', import.meta.url));
const LOCK_MODULE = new URL('../../../activities/file-lock.ts', import.meta.url).href;

/** A cache of another process would share no memory either. */
function otherCache({ hands }: Room): DependencyCache {
  return createDependencyCache({ home: hands.home, workspace: hands.workspace });
}

/** The sandbox, counting the runs in which packages may be fetched, and telling of the first. */
function counting(sandbox: Sandbox): { sandbox: Sandbox; count: () => number; begun: Promise<void> } {
  let count = 0;
  let tell: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const run: Sandbox['run'] = (request) => {
    if (request.network === 'registries') count += 1;
    tell();
    return sandbox.run(request);
  };
  return { sandbox: { ...sandbox, run }, count: () => count, begun };
}

/** A process that holds the key's lock alone, as an installer does, until it is killed. */
async function startHolder(file: string): Promise<ChildProcess> {
  const script = `
    const { tryFileLock } = await import(${JSON.stringify(LOCK_MODULE)});
    globalThis.lock = tryFileLock(${JSON.stringify(file)}, 'exclusive');
    console.log('held');
    setInterval(() => undefined, 1e9);`;
  const holder = spawn(process.execPath, ['--import', REGISTER_TS, '--input-type=module', '-e', script]);
  await once(holder.stdout, 'data');
  return holder;
}

describe('candidates that ask at the same time', () => {
  it('pay for one installation together, and those who ask later for none', async () => {
    const house = await room(FILES, { setup: SETUP });
    const counted = counting(house.hands.sandbox('bubblewrap'));
    const ask = async () => {
      const prepared = await otherCache(house).prepare(input(house, { sandbox: counted.sandbox }));
      return prepared.ok ? prepared.mounts : prepared.message;
    };
    const mounts = await Promise.all(Array.from({ length: CANDIDATES }, ask));
    expect(new Set(mounts.map((all) => JSON.stringify(all))).size).toBe(1);
    // Other users could write into some of its folders, and runs would find it there.
    expect(statSync(dirname(cachePlaces(house.hands.home).entries)).mode & 0o077).toBe(0);
    await ask();
    expect(counted.count()).toBe(1);
  });

  it('are told of the same failure, without each trying in turn', async () => {
    const house = await room(FILES, { setup: 'echo broken; exit 1' });
    const counted = counting(house.hands.sandbox('bubblewrap'));
    const ask = () => house.hands.dependencies.prepare(input(house, { sandbox: counted.sandbox }));
    const failures = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(failures.every((failure) => !failure.ok && failure.message.includes('broken'))).toBe(true);
    expect(counted.count()).toBe(1);
    await ask();
    expect(counted.count()).toBe(2);
  });

  it('go on with the next one when the installer is cancelled', async () => {
    const house = await room(FILES, { setup: `${SETUP} && sleep 1` });
    const counted = counting(house.hands.sandbox('bubblewrap'));
    const first = new AbortController();
    const ask = (more: Partial<PrepareInput> = {}) =>
      otherCache(house).prepare(input(house, { sandbox: counted.sandbox, ...more }));
    const cancelled = ask({ signal: first.signal });
    await counted.begun;
    const waiting = ask();
    first.abort(new Error('cancelled'));
    await expect(cancelled).rejects.toThrow('cancelled');
    expect(await waiting).toMatchObject({ ok: true });
    expect(counted.count()).toBe(2);
  });
});

describe('a candidate that waits for an installer in another process', () => {
  it('ends at once when it is cancelled', async () => {
    const house = await room(FILES, { setup: SETUP });
    const holder = await holderOf(house);
    const waiting = new AbortController();
    const asked = otherCache(house).prepare(input(house, { signal: waiting.signal }));
    const abortedAt = new Promise<number>((resolve) => {
      setTimeout(() => {
        resolve(performance.now());
        waiting.abort(new Error('cancelled'));
      }, 200);
    });
    await expect(asked).rejects.toThrow('cancelled');
    expect(performance.now() - (await abortedAt)).toBeLessThan(500);
    holder.kill('SIGKILL');
  });

  it('installs as soon as that one is killed, and takes over nothing half-made', async () => {
    const house = await room(FILES, { setup: SETUP });
    const places = cachePlaces(house.hands.home);
    const holder = await holderOf(house);
    const half = join(places.staging, await keyOf(house), 'files', 'half');
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, 'made'), 'x');
    const asked = otherCache(house).prepare(input(house));
    holder.kill('SIGKILL');
    const prepared = await asked;
    if (!prepared.ok) throw new Error(prepared.message);
    const files = join(places.entries, prepared.cacheKey, 'files');
    expect(readdirSync(files)).toEqual(['extra', 'node_modules', 'one.txt']);
    expect(readdirSync(places.staging)).toEqual([]);
  });

  async function holderOf(house: Room): Promise<ChildProcess> {
    const { locks } = cachePlaces(house.hands.home);
    mkdirSync(locks, { recursive: true });
    return startHolder(join(locks, await keyOf(house)));
  }
});
