import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { withFileLock } from '../../workers/with-file-lock.js';

const REGISTER_TS = fileURLToPath(new URL('../setup/register-ts.mjs', import.meta.url));
const LOCK_MODULE = new URL('../../workers/with-file-lock.ts', import.meta.url).href;
const PATIENT = { waitMs: 30_000, onWait: () => undefined };
const IMPATIENT = { waitMs: 0, onWait: () => undefined };

let folder = '';
let file = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightshift-lock-'));
  file = join(folder, 'a.lock');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process that takes the lock, says so, and keeps it until it is killed. */
async function startHolder(): Promise<ReturnType<typeof spawn>> {
  const script = `
    const { withFileLock } = await import(${JSON.stringify(LOCK_MODULE)});
    await withFileLock(${JSON.stringify(file)}, { waitMs: 0, onWait() {} }, async () => {
      console.log('held');
      await new Promise((resolve) => setInterval(resolve, 1e9));
    });`;
  const holder = spawn(process.execPath, ['--import', REGISTER_TS, '--input-type=module', '-e', script]);
  await once(holder.stdout, 'data');
  return holder;
}

describe('a file lock', () => {
  test('lets one at a time do its work, in one process too', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => withFileLock(file, PATIENT, work)));
    expect(most).toBe(1);
  });

  test('is free at once when its holder is killed', async () => {
    const holder = await startHolder();
    await expect(withFileLock(file, IMPATIENT, () => Promise.resolve())).rejects.toThrow('has held');
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    expect(await withFileLock(file, IMPATIENT, () => Promise.resolve('mine'))).toBe('mine');
  });

  test('needs no room on the disk', async () => {
    const found = await withFileLock(file, IMPATIENT, async () => {
      const names = await readdir(folder);
      return Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size]));
    });
    expect(found).toEqual([['a.lock', 0]]);
  });

  test('is given back when the work fails', async () => {
    const failing = withFileLock(file, IMPATIENT, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await withFileLock(file, IMPATIENT, () => Promise.resolve('mine'))).toBe('mine');
  });
});
