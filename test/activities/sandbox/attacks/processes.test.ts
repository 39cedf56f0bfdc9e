// Commands that multiply, never end, or leave something behind that would live on.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../../activities/sandbox/bubblewrap.js';
import { openControlGroups } from '../../../../activities/sandbox/control-groups/control-groups.js';
import { createNoSandbox } from '../../../../activities/sandbox/no-sandbox.js';
import { OPEN_FILES_MAX } from '../../../../activities/sandbox/process-limits.js';
import { DEFAULT_SANDBOX_LIMITS } from '../../../../activities/sandbox/sandbox.js';
import { testBubblewrap } from '../../../setup/bubblewrap.js';
import { freshFolder, processesWith, removeFolders, runIn } from '../harness.js';

const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });
const groups = await openControlGroups();

afterAll(removeFolders);

describe('multiplying', () => {
  /** Each of its processes carries the mark on its command line. */
  const bomb = (mark: string) => `bash -c ': ${mark}; bomb() { bomb | bomb & }; bomb; sleep 20' 2>/dev/null`;

  test('a fork bomb has no more processes than it may, and none when its time is over', async () => {
    const free = await mostProcesses('bomb-51', runIn(sandbox, bomb('bomb-51'), bounds(600)));
    expect(free).toBeGreaterThan(150);
    const bounded = await mostProcesses('bomb-52', runIn(sandbox, bomb('bomb-52'), bounds(100)));
    // The shells and wrappers around it carry the mark as well.
    expect(bounded).toBeLessThan(130);
    expect([...processesWith('bomb-51'), ...processesWith('bomb-52')]).toEqual([]);
  });

  function bounds(processesMax: number) {
    return { limits: { processesMax, timeoutMs: 1_500 } };
  }

  async function mostProcesses(mark: string, running: Promise<unknown>): Promise<number> {
    let most = 0;
    const timer = setInterval(() => {
      most = Math.max(most, processesWith(mark).length);
    }, 100);
    await running;
    clearInterval(timer);
    return most;
  }

  test('a storm of processes ends with its time', async () => {
    const result = await runIn(sandbox, 'while :; do sleep 42.1933 & done', { limits: { timeoutMs: 500 } });
    expect(result.reason).toBe('timedOut');
    expect(processesWith('42.1933')).toEqual([]);
  });

  test('hundreds of children are dead when the result is there', async () => {
    const children = 'i=0; while [ $i -lt 400 ]; do setsid sleep 42.1934 >/dev/null 2>&1 & i=$((i+1)); done; echo done';
    const result = await runIn(sandbox, children);
    expect(result).toMatchObject({ reason: 'exited', output: 'done\n' });
    expect(processesWith('42.1934')).toEqual([]);
  });
});

describe('never ending', () => {
  test.each([300, 1_200])('a loop without end runs for its %i ms and no longer', async (timeoutMs) => {
    const result = await runIn(sandbox, 'while :; do :; done', { limits: { timeoutMs } });
    expect(result.reason).toBe('timedOut');
    expect(result.durationMs).toBeGreaterThanOrEqual(timeoutMs - 1);
    expect(result.durationMs).toBeLessThan(timeoutMs + 1_500);
  });

  test('the kernel ends by itself what should outlive its worker', async () => {
    const seconds = Number((await runIn(sandbox, 'ulimit -t', { limits: { timeoutMs: 20_000 } })).output);
    expect(seconds).toBeGreaterThan(20);
    expect(seconds).toBeLessThan(20 * 1_000);
  });

  test('a program of the worktree cannot stand in for the one that sets the limits', async () => {
    const worktree = freshFolder();
    writeFileSync(
      join(worktree, 'prlimit'),
      '#!/bin/sh\necho mine; while [ "$1" != -- ]; do shift; done; shift; exec "$@"\n',
      {
        mode: 0o755,
      },
    );
    const result = await runIn(sandbox, 'ulimit -f', { worktree, env: { PATH: '/w:/usr/bin:/bin' } });
    // In blocks of 512 bytes or 1024, as the shell has it.
    expect(Number(result.output)).toBeLessThanOrEqual(DEFAULT_SANDBOX_LIMITS.fileBytesMax / 512);
  });

  test('no process has more files open than it may', async () => {
    expect(Number((await runIn(sandbox, 'ulimit -Sn')).output)).toBeLessThanOrEqual(OPEN_FILES_MAX);
    expect(Number((await runIn(sandbox, 'ulimit -Hn')).output)).toBeLessThanOrEqual(OPEN_FILES_MAX);
  });
});

describe('living on', () => {
  const DAEMON = (mark: string) => `setsid nohup sh -c "trap \\"\\" HUP TERM; sleep ${mark}" >/dev/null 2>&1 &`;
  /** Leaves its session, and then its parent. */
  const DOUBLE_FORK = (mark: string) => `python3 -c "
import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in range(3): os.close(fd)
        os.execvp('sleep', ['sleep', '${mark}'])
    os._exit(0)
os.wait()"`;

  test.each([
    ['setsid and nohup', DAEMON('42.1941')],
    ['a double fork', DOUBLE_FORK('42.1941')],
  ])('a daemon by %s outlives a plain shell and its process group', async (_, daemon) => {
    const shell = spawn('sh', ['-c', `${daemon}\nsleep 0.1`], { detached: true });
    await once(shell, 'exit');
    expect(() => process.kill(-(shell.pid ?? 0), 'SIGKILL')).toThrow('ESRCH');
    const survivors = processesWith('42.1941');
    for (const survivor of survivors) process.kill(survivor, 'SIGKILL');
    expect(survivors.length).toBeGreaterThan(0);
  });

  test('a process that ignores SIGTERM outlives it, and no end of its time', async () => {
    const deaf = "trap '' TERM INT HUP; echo deaf; while :; do sleep 42.1945; done";
    const shell = spawn('sh', ['-c', deaf], { detached: true });
    await once(shell.stdout, 'data');
    process.kill(shell.pid ?? 0, 'SIGTERM');
    expect(processesWith('42.1945')).not.toEqual([]);
    process.kill(-(shell.pid ?? 0), 'SIGKILL');
    await once(shell, 'exit');
    expect((await runIn(sandbox, deaf, { limits: { timeoutMs: 500 } })).reason).toBe('timedOut');
    expect(processesWith('42.1945')).toEqual([]);
  });

  test.each([
    ['setsid and nohup', DAEMON('42.1942')],
    ['a double fork', DOUBLE_FORK('42.1942')],
  ])('no daemon by %s survives', async (_, daemon) => {
    const result = await runIn(sandbox, `${daemon}\nsleep 0.1; echo done`);
    expect(result).toMatchObject({ reason: 'exited', output: 'done\n' });
    expect(processesWith('42.1942')).toEqual([]);
  });

  test('no daemon survives the end of its time', async () => {
    const result = await runIn(sandbox, `${DOUBLE_FORK('42.1943')}; sleep 30`, { limits: { timeoutMs: 500 } });
    expect(result.reason).toBe('timedOut');
    expect(processesWith('42.1943')).toEqual([]);
  });

  const whereGroupsAre = groups === null ? 'survives without a sandbox, as there are no control groups' : 'is found';
  test(`a daemon outside any sandbox ${whereGroupsAre}`, async () => {
    await runIn(createNoSandbox(), DOUBLE_FORK('42.1944'));
    const survivors = processesWith('42.1944');
    for (const survivor of survivors) process.kill(survivor);
    expect(survivors).toHaveLength(groups === null ? 1 : 0);
  });

  test('killing everything in reach ends only the command', async () => {
    const result = await runIn(sandbox, 'echo before; sh -c "kill -9 -1"; echo after');
    expect(result).toMatchObject({ reason: 'signaled', signal: 'SIGKILL', output: 'before\n' });
  });
});
