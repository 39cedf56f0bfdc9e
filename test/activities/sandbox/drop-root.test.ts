import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../activities/sandbox/bubblewrap.js';
import { RESERVED_USER_ID } from '../../../activities/sandbox/command-user.js';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { freshFolder, processesWith, removeFolders, runIn } from './harness.js';

const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });

afterAll(removeFolders);

/** Commands run as the worker's own user, unless that is root. */
const ownId = process.geteuid?.() ?? 0;
const expectedId = ownId === 0 ? RESERVED_USER_ID : ownId;

describe('the user that commands run as', () => {
  test('is not root on the host, by what it writes and by its processes', async () => {
    const worktree = freshFolder();
    const controller = new AbortController();
    const running = runIn(sandbox, 'touch written; sleep 31.4159', { worktree, signal: controller.signal });
    await until(() => processesWith('sleep\u000031.4159').length > 0);
    const users = processesWith('sleep\u000031.4159').map((pid) => statusLine(pid, 'Uid'));
    controller.abort();
    await running;
    expect(users).toEqual([Array(4).fill(expectedId).join('\t')]);
    expect(statSync(join(worktree, 'written')).uid).toBe(expectedId);
  });

  // When a worker is killed, the kernel kills its bubblewrap; what this leaves would run on unseen.
  test('leaves no process when bubblewrap is killed from outside', async () => {
    const running = runIn(sandbox, 'setsid sleep 31.4160 & nohup sleep 31.4160 & sleep 31.4160');
    await until(() => processesWith('sleep\u000031.4160').length === 3);
    for (const pid of processesWith('31.4160').filter(isBubblewrap)) process.kill(pid, 'SIGKILL');
    await expect(running).rejects.toMatchObject({ type: 'SandboxUnavailable' });
    await until(() => processesWith('31.4160').length === 0);
  });

  test('is what it is before anything of the worktree runs, whatever the environment names', async () => {
    const worktree = freshFolder();
    for (const name of ['setpriv', 'env', 'sh', 'prlimit']) {
      writeFileSync(join(worktree, name), '#!/bin/sh\n/usr/bin/id -u\n', { mode: 0o755 });
    }
    const env = { PATH: '/w:/usr/bin:/bin', LD_PRELOAD: '/w/none.so', BASH_ENV: '/w/setpriv', ENV: '/w/setpriv' };
    const result = await runIn(sandbox, '/usr/bin/id -u', { worktree, env });
    expect(result.output).not.toMatch(/^0$/m);
  });

  test('has a name, a home of its own, and may write by the names of the outputs', async () => {
    const result = await runIn(
      sandbox,
      'id -un; cd && pwd && touch x && echo one > /dev/stdout; echo two > /dev/stderr',
    );
    expect(result.output).toBe('s\n/home/s\none\ntwo\n');
  });

  test('may change all that is in the worktree, and whatever is put there between two runs', async () => {
    const worktree = freshFolder();
    mkdirSync(join(worktree, 'deep/folder'), { recursive: true });
    writeFileSync(join(worktree, 'deep/folder/a'), 'before');
    chmodSync(join(worktree, 'deep/folder'), 0o700);
    const change = (name: string) => runIn(sandbox, `echo after > ${name} && cat ${name}`, { worktree });
    expect((await change('deep/folder/a')).output).toBe('after\n');
    writeFileSync(join(worktree, 'deep/folder/b'), 'before', { mode: 0o600 });
    expect((await change('deep/folder/b')).output).toBe('after\n');
    rmSync(join(worktree, 'deep'), { recursive: true });
  });

  test('is given nothing that a link in the worktree leads to', async () => {
    const [worktree, elsewhere] = [freshFolder(), freshFolder()];
    writeFileSync(join(elsewhere, 'file'), 'ours');
    symlinkSync(elsewhere, join(worktree, 'folder'));
    symlinkSync(join(elsewhere, 'file'), join(worktree, 'file'));
    await runIn(sandbox, 'true', { worktree });
    expect([statSync(elsewhere).uid, statSync(join(elsewhere, 'file')).uid]).toEqual([ownId, ownId]);
    expect(lstatSync(join(worktree, 'file')).uid).toBe(expectedId);
  });

  test('can read a mount that is closed to others, and is not given one that is open', async () => {
    const [closed, open] = [freshFolder(), freshFolder()];
    for (const folder of [closed, open]) writeFileSync(join(folder, 'a'), 'fine');
    chmodSync(open, 0o755);
    const mounts = [
      { source: closed, target: '/closed', access: 'readOnly' as const },
      { source: open, target: '/open', access: 'readOnly' as const },
    ];
    expect((await runIn(sandbox, 'cat /closed/a /open/a', { mounts })).output).toBe('finefine');
    expect(statSync(open).uid).toBe(ownId);
  });
});

function isBubblewrap(pid: number): boolean {
  return statusLine(pid, 'Name').includes('bwrap');
}

function statusLine(pid: number, name: string): string {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return new RegExp(`^${name}:\\t(.*)$`, 'm').exec(status)?.[1] ?? '';
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
