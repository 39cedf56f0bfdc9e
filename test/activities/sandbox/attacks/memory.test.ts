// Commands that take more memory than is theirs: by one process, by many, and by files that live in memory.
import { afterAll, describe, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../../activities/sandbox/bubblewrap.js';
import { openControlGroups } from '../../../../activities/sandbox/control-groups/control-groups.js';
import { createNoSandbox } from '../../../../activities/sandbox/no-sandbox.js';
import { testBubblewrap } from '../../../setup/bubblewrap.js';
import { freshFolder, removeFolders, runIn } from '../harness.js';

const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });
const groups = await openControlGroups();
const TIGHT = { memoryBytesMax: 100_000_000 };

const ONE_HOG = 'python3 -c "x = bytearray(200_000_000); print(len(x))"';
const SMALL_HOG = 'python3 -c "import time; x = bytearray(40_000_000); time.sleep(1)"';
const MANY_HOGS = `for i in 1 2 3 4 5; do ${SMALL_HOG} & done; wait; echo all lived`;

afterAll(removeFolders);

if (groups === null) describe('no control groups can be made here, so memory is limited by process', describeByProcess);
else describe('all processes of a command together', describeByGroup);

function describeByProcess(): void {
  test('one process is refused what it takes too much', async () => {
    expect(await runIn(sandbox, ONE_HOG)).toMatchObject({ exitCode: 0, output: '200000000\n' });
    const refused = await runIn(sandbox, ONE_HOG, { limits: TIGHT });
    expect(refused).toMatchObject({ reason: 'exited', exitCode: 1, output: expect.stringContaining('MemoryError') });
  });

  test('the sandbox says that this is weaker', async () => {
    expect(await sandbox.facts()).toMatchObject({
      memoryLimit: 'eachProcess',
      weaknesses: [expect.stringContaining('control groups')],
    });
  });
}

function describeByGroup(): void {
  test.each([
    ['in the sandbox', sandbox],
    ['without one', createNoSandbox()],
  ])('one process that takes too much ends the command, %s', async (_, chosen) => {
    expect(await runIn(chosen, ONE_HOG)).toMatchObject({ exitCode: 0, output: '200000000\n' });
    const ended = await runIn(chosen, ONE_HOG, { limits: TIGHT });
    expect(ended).toMatchObject({ reason: 'outOfMemory', exitCode: null, signal: 'SIGKILL' });
  });

  test('many processes, each within the limit, are over it together', async () => {
    const byProcess = `ulimit -d ${TIGHT.memoryBytesMax / 1_000}; ${MANY_HOGS}`;
    expect(await runIn(sandbox, byProcess)).toMatchObject({ exitCode: 0, output: 'all lived\n' });
    const ended = await runIn(sandbox, `${MANY_HOGS}; exit 1`, { limits: TIGHT });
    expect(ended.reason).toBe('outOfMemory');
  });

  test.each(['/tmp', '/dev/shm', '/home/s'])('files in %s, which lives in memory, count too', async (folder) => {
    const fill = `head -c 200000000 /dev/zero > ${folder}/fill && ls -l ${folder} | grep -c 200000000`;
    expect(await runIn(sandbox, fill)).toMatchObject({ exitCode: 0, output: '1\n' });
    expect(await runIn(sandbox, fill, { limits: TIGHT })).toMatchObject({ reason: 'outOfMemory' });
  });

  test('a command that goes on without a process that was killed and ends well has passed', async () => {
    const result = await runIn(sandbox, `${ONE_HOG} || echo went on`, { limits: TIGHT });
    expect(result).toMatchObject({ reason: 'exited', exitCode: 0, output: expect.stringContaining('went on') });
  });

  test('the sandbox says how memory is limited', async () => {
    expect(await sandbox.facts()).toMatchObject({ memoryLimit: 'controlGroup' });
  });
}

describe('folders that live in memory', () => {
  test('have a size of their own', async () => {
    const result = await runIn(sandbox, 'df -k --output=size /tmp $HOME /dev/shm | tail -n +2', {
      worktree: freshFolder(),
    });
    const kilobytes = result.output.trim().split('\n').map(Number);
    expect(kilobytes).toHaveLength(3);
    for (const size of kilobytes) expect(size).toBeLessThanOrEqual(1_000_000);
  });
});
