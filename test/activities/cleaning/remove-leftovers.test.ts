import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { removeLeftovers } from '../../../activities/cleaning/remove-leftovers.js';
import { makeOwnedFolder, ownedName } from '../../../activities/owned-name.js';
import { RESERVED_USER_ID } from '../../../activities/sandbox/command-user.js';
import { temporaryFolder } from '../workspace/repositories.js';

const TWO_DAYS_MS = 2 * 24 * 60 * 60_000;

let home: { cache: string; store: string };
let temporary: string;

beforeEach(() => {
  home = { cache: temporaryFolder(), store: temporaryFolder() };
  temporary = temporaryFolder();
  for (const name of ['reports', 'programs', 'overlays']) mkdirSync(join(home.cache, name));
});

/** A folder as a process makes it that is dead by now. */
async function leftBehind(parent: string, prefix: string): Promise<string> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  const parts = (await ownedName(prefix)).split('-');
  parts[parts.length - 3] = String(child.pid);
  return madeFolder(parent, parts.join('-'));
}

function madeFolder(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'report.xml'), 'x'.repeat(5_000));
  return folder;
}

function remove(laterMs = 0, dryRun = false) {
  return removeLeftovers({ home, temporary }, { nowMs: Date.now() + laterMs, dryRun });
}

describe('what a killed process left', () => {
  it('is removed and counted, while what a live one made stays', async () => {
    const left = [
      await leftBehind(join(home.cache, 'reports'), 'run'),
      await leftBehind(temporary, 'nightshift-self-test'),
    ];
    const used = [
      await makeOwnedFolder(join(home.cache, 'reports'), 'run'),
      await makeOwnedFolder(temporary, 'nightshift-run'),
    ];
    const cleaned = await remove(TWO_DAYS_MS);
    expect(left.map(existsSync)).toEqual([false, false]);
    expect(used.map(existsSync)).toEqual([true, true]);
    expect(cleaned).toContainEqual({ kind: 'reports', count: 1, bytes: expect.any(Number) });
    expect(cleaned.find(({ kind }) => kind === 'temporaryFolders')?.bytes).toBeGreaterThanOrEqual(5_000);
  });

  it('is removed as well where a command wrote in it', async () => {
    const left = [
      await leftBehind(join(home.cache, 'overlays'), 'nightshift-overlay'),
      await leftBehind(join(home.cache, 'reports'), 'run'),
    ];
    // A worker that is root gives its commands the folders that they write in.
    if (process.geteuid?.() === 0) for (const folder of left) chownSync(folder, RESERVED_USER_ID, RESERVED_USER_ID);
    await remove();
    expect(left.map(existsSync)).toEqual([false, false]);
  });

  it('is removed and counted whatever names it holds', async () => {
    const left = await leftBehind(join(home.cache, 'reports'), 'run');
    writeFileSync(Buffer.concat([Buffer.from(`${left}/odd`), Buffer.from([0xff])]), 'x'.repeat(5_000));
    const cleaned = await remove();
    expect(existsSync(left)).toBe(false);
    expect(cleaned.find(({ kind }) => kind === 'reports')?.bytes).toBeGreaterThanOrEqual(10_000);
  });

  it('is only told when nothing shall be removed', async () => {
    const left = await leftBehind(temporary, 'nightshift-self-test');
    expect(await remove(0, true)).toContainEqual({ kind: 'temporaryFolders', count: 1, bytes: expect.any(Number) });
    expect(existsSync(left)).toBe(true);
  });

  it('goes after a day when its name does not tell whose it is, and not before', async () => {
    const unknown = madeFolder(temporary, 'nightshift-self-test-aB3xYz');
    await remove();
    expect(existsSync(unknown)).toBe(true);
    await remove(TWO_DAYS_MS);
    expect(existsSync(unknown)).toBe(false);
  });

  it('does not reach what only has a similar name', async () => {
    const others = [madeFolder(temporary, 'nightshift-notes'), madeFolder(temporary, 'my-nightshift-run-1')];
    await remove(TWO_DAYS_MS);
    expect(others.map(existsSync)).toEqual([true, true]);
  });
});
