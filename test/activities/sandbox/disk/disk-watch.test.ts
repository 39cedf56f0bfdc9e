// The floor of free space, on a small volume of its own where this machine lets us make one.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openDiskWatch } from '../../../../activities/sandbox/disk/disk-watch.js';
import { createNoSandbox } from '../../../../activities/sandbox/no-sandbox.js';
import { freshFolder, removeFolders, runIn } from '../harness.js';

const VOLUME_BYTES = 100_000_000;
const NO_LIMIT = { diskBytesMax: 10_000_000_000, diskFilesMax: 1_000_000 };
const volume = smallVolume();

afterAll(() => {
  if (volume !== null) execFileSync('umount', [volume]);
  removeFolders();
});

if (volume === null) describe('no volume can be mounted here, so none is filled', describeElsewhere);
else describe('a volume that is almost full', () => describeOn(volume));

function describeElsewhere(): void {
  test('a volume with room on it is not full', async () => {
    expect((await openDiskWatch([freshFolder()], NO_LIMIT)).full).toBe(false);
  });
}

function describeOn(worktree: string): void {
  const sandbox = createNoSandbox();

  test('stops the command before nothing is left for the ledger, and then takes no other', async () => {
    expect(await runIn(sandbox, 'echo fine', { worktree })).toMatchObject({ output: 'fine\n' });
    const fill = `head -c ${VOLUME_BYTES - 1_000_000} /dev/zero > big; sleep 15`;
    const stopped = await runIn(sandbox, fill, { worktree, limits: NO_LIMIT });
    expect(stopped).toMatchObject({ reason: 'diskLimit', output: expect.stringContaining('the disk is almost full') });
    const refused = runIn(sandbox, 'echo fine', { worktree, limits: NO_LIMIT });
    await expect(refused).rejects.toMatchObject({ type: 'SandboxUnavailable' });
  });

  test('is seen while a command keeps the look through its files busy', async () => {
    execFileSync('sh', ['-c', 'rm -f "$0"/*', worktree]);
    const fill = `python3 -c "
import os, time
for _ in range(10):
    if os.fork() == 0:
        try:
            while True: os.dup(0)
        except OSError: time.sleep(15)
        os._exit(0)
time.sleep(1)
held = open('held', 'wb')
os.unlink('held')
held.write(bytes(40_000_000))
held.flush()
time.sleep(0.8)
held.write(bytes(59_000_000))
held.flush()
time.sleep(15)"`;
    const stopped = await runIn(sandbox, fill, { worktree, limits: { ...NO_LIMIT, diskBytesMax: 30_000_000 } });
    expect(stopped).toMatchObject({ reason: 'diskLimit', output: expect.stringContaining('the disk is almost full') });
  });

  test('is one that runs out of numbers for files, too', async () => {
    execFileSync('sh', ['-c', 'rm -f "$0"/*', worktree]);
    execFileSync('mount', ['-o', 'remount,size=1g,nr_inodes=110', worktree]);
    for (let file = 0; file < 107; file += 1) writeFileSync(join(worktree, String(file)), '');
    expect((await openDiskWatch([worktree], NO_LIMIT)).full).toBe(true);
  });
}

/** Null where mounting is not for us. */
function smallVolume(): string | null {
  const folder = freshFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${VOLUME_BYTES}`, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    // Why does not matter: the tests then show what can be shown without.
    return null;
  }
}
