// Commands that take more of the disk than is theirs, openly and hidden; and commands that only look so.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../../activities/sandbox/bubblewrap.js';
import { createNoSandbox } from '../../../../activities/sandbox/no-sandbox.js';
import { testBubblewrap } from '../../../setup/bubblewrap.js';
import { freshFolder, removeFolders, runIn } from '../harness.js';

const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });
const none = createNoSandbox();

const TIGHT = { diskBytesMax: 50_000_000, diskFilesMax: 2_000 };
/** Long enough that only a watch can end it in time. */
const LINGER = 'sleep 15; echo lingered';
const ONE_FILE = 'head -c 100000000 /dev/zero > big';
const MANY_FILES = 'i=0; while [ $i -lt 3000 ]; do : > file-$i; i=$((i+1)); done';
const REMOVED_FILE = `python3 -c "
import os, time, sys
held = open('held', 'wb')
os.unlink('held')
held.write(bytes(100_000_000))
held.flush()
time.sleep(float(sys.argv[1]))"`;
/** A path of some 10,000 bytes, more than the kernel takes in one piece. */
const DEEP_FILE = `python3 -c "
import os
for _ in range(100):
    os.mkdir('d' * 100)
    os.chdir('d' * 100)
open('big', 'wb').write(bytes(100_000_000))"`;
/** More than half a million descriptors, behind which the removed file is one that would be looked at last. */
const AMONG_DESCRIPTORS = `python3 -c "
import os, time, sys
for _ in range(10):
    if os.fork() == 0:
        try:
            while True: os.dup(0)
        except OSError: time.sleep(float(sys.argv[1]))
        os._exit(0)
time.sleep(float(sys.argv[1]) / 15)
if os.fork() == 0:
    held = open('held', 'wb')
    os.unlink('held')
    held.write(bytes(100_000_000))
    held.flush()
    time.sleep(float(sys.argv[1]))
time.sleep(float(sys.argv[1]))"`;

afterAll(() => {
  // Deeper than Node's own removal reaches.
  for (const folder of deepFolders) execFileSync('rm', ['-rf', folder]);
  removeFolders();
});

const deepFolders: string[] = [];

function deepFolder(): string {
  const folder = freshFolder();
  deepFolders.push(folder);
  return folder;
}

describe('a command that fills the disk', () => {
  test.each([
    ['with one file', ONE_FILE, /nightshift: stopped, since its files grew by more than 50000000 bytes/],
    ['with many small files', MANY_FILES, /nightshift: stopped, since it wrote more than 2000 files/],
  ])('%s is stopped soon', async (_, fill, note) => {
    expect(await runIn(sandbox, fill)).toMatchObject({ reason: 'exited', exitCode: 0 });
    const stopped = await runIn(sandbox, `${fill}; ${LINGER}`, { limits: TIGHT });
    expect(stopped).toMatchObject({ reason: 'diskLimit', exitCode: null, output: expect.stringMatching(note) });
  });

  test('in a writable mount is stopped too', async () => {
    const mounts = [{ source: freshFolder(), target: '/report', access: 'writable' as const }];
    const stopped = await runIn(sandbox, `cd /report; ${ONE_FILE}; ${LINGER}`, { mounts, limits: TIGHT });
    expect(stopped.reason).toBe('diskLimit');
  });

  test('without a sandbox is stopped too', async () => {
    expect((await runIn(none, `${ONE_FILE}; ${LINGER}`, { limits: TIGHT })).reason).toBe('diskLimit');
  });

  test('with a file that it removed but holds open is stopped', async () => {
    expect(await runIn(sandbox, `${REMOVED_FILE} 0`)).toMatchObject({ reason: 'exited', exitCode: 0 });
    expect((await runIn(sandbox, `${REMOVED_FILE} 15`, { limits: TIGHT })).reason).toBe('diskLimit');
  });

  test('with such a file among more descriptors than can be looked through is stopped', async () => {
    expect(await runIn(sandbox, `${AMONG_DESCRIPTORS} 0`)).toMatchObject({ reason: 'exited', exitCode: 0 });
    const stopped = await runIn(sandbox, `${AMONG_DESCRIPTORS} 15`, { limits: TIGHT });
    expect(stopped).toMatchObject({ reason: 'diskLimit', output: expect.stringMatching(/hid what for|grew by more/) });
  });

  test('in a folder that it closed even to us is stopped', async () => {
    const fill = 'mkdir closed; exec 3>closed/big; chmod 0 closed; head -c 100000000 /dev/zero >&3; exec 3>&-';
    expect(await runIn(sandbox, `${fill}; chmod 700 closed`)).toMatchObject({ reason: 'exited', exitCode: 0 });
    expect((await runIn(sandbox, `${fill}; ${LINGER}`, { limits: TIGHT })).reason).toBe('diskLimit');
  });

  test('deeper than a path can name is stopped', async () => {
    expect(await runIn(sandbox, DEEP_FILE, { worktree: deepFolder() })).toMatchObject({ exitCode: 0 });
    const stopped = await runIn(sandbox, `${DEEP_FILE}; ${LINGER}`, { worktree: deepFolder(), limits: TIGHT });
    expect(stopped.reason).toBe('diskLimit');
  });
});

describe('a command that keeps within its share', () => {
  /** Another command on the same volume, which makes the watch of the first look closer. */
  const other = () => runIn(sandbox, 'sleep 0.7; head -c 200000000 /dev/zero > big');

  test('goes on while others fill the disk', async () => {
    const [result] = await Promise.all([runIn(sandbox, 'sleep 2.5; echo done', { limits: TIGHT }), other()]);
    expect(result).toMatchObject({ reason: 'exited', output: 'done\n' });
  });

  test('is not charged for what its worktree held before', async () => {
    const worktree = freshFolder();
    writeFileSync(join(worktree, 'old'), Buffer.alloc(60_000_000));
    const command = 'head -c 45000000 /dev/zero > new; sleep 2.5; echo done';
    const [result] = await Promise.all([runIn(sandbox, command, { worktree, limits: TIGHT }), other()]);
    expect(result).toMatchObject({ reason: 'exited', output: 'done\n' });
  });

  test('may have 10,000 files in one folder', async () => {
    const worktree = freshFolder();
    mkdirSync(join(worktree, 'many'));
    for (let file = 0; file < 10_000; file += 1) writeFileSync(join(worktree, 'many', String(file)), '');
    const result = await runIn(sandbox, 'ls many | wc -l; touch many/*; sleep 0.5', { worktree });
    expect(result).toMatchObject({ reason: 'exited', exitCode: 0, output: '10000\n' });
  });
});
