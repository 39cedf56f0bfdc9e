// What hostile code tries. Where it is cheap, the same attempt is first shown to work without the sandbox.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../activities/sandbox/bubblewrap.js';
import { createNoSandbox } from '../../../activities/sandbox/no-sandbox.js';
import type { Sandbox } from '../../../activities/sandbox/sandbox.js';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { freshFolder, removeFolders, runIn } from './harness.js';

let sandbox: Sandbox;
const none = createNoSandbox();

beforeAll(async () => {
  sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });
});

afterAll(removeFolders);

describe('reading the host', () => {
  test('a file outside the worktree is not there', async () => {
    const secret = join(freshFolder(), 'key');
    writeFileSync(secret, 'host secret');
    expect((await runIn(none, `cat ${secret}`)).output).toBe('host secret');
    expect((await runIn(sandbox, `cat ${secret}`)).output).not.toContain('host secret');
  });

  test('a link in the worktree to a file of the host leads nowhere', async () => {
    const secret = join(freshFolder(), 'key');
    writeFileSync(secret, 'host secret');
    const worktree = freshFolder();
    symlinkSync(secret, join(worktree, 'link'));
    expect((await runIn(none, 'cat link', { worktree })).output).toBe('host secret');
    expect((await runIn(sandbox, 'cat link', { worktree })).output).not.toContain('host secret');
  });

  test('neither password hashes, nor private keys, nor the home folder can be seen', async () => {
    const home = homedir();
    const names = `/etc/shadow /etc/ssl/private /var /run /srv ${home}/.ssh ${home}/.config ${home}/.npmrc`;
    const result = await runIn(sandbox, `ls -d ${names} 2>/dev/null; cat /etc/passwd`);
    expect(result.output).not.toMatch(/^\/(etc|var|run|srv|root|home)/m);
    expect(result.output).toContain('s:x:1000:1000');
  });

  test("neither the environment of the host's processes nor the processes themselves can be seen", async () => {
    const look = `cat /proc/[0-9]*/cmdline | tr '\\0' ' '`;
    expect((await runIn(none, look)).output).toContain('jest');
    expect((await runIn(sandbox, look)).output).not.toContain('jest');
  });

  test('no descriptor but the standard ones is inherited', async () => {
    const result = await runIn(sandbox, 'ls /proc/self/fd');
    // The fourth is the folder that is listed.
    expect(result.output).toBe('0\n1\n2\n3\n');
  });
});

describe('changing the host', () => {
  test('nothing can be written but worktree, home and temporary folder', async () => {
    const places = '/ /usr /usr/bin /etc /dev /opt /home /proc/sys/kernel/hostname';
    const command = `for d in ${places}; do (: > $d/x) 2>/dev/null && echo wrote $d; done; : > /w/x && echo fine`;
    expect((await runIn(sandbox, command)).output).toBe('fine\n');
  });

  test('a read-only mount stays as it is', async () => {
    const source = freshFolder();
    writeFileSync(join(source, 'a'), 'kept');
    const mounts = [{ source, target: '/w/node_modules', access: 'readOnly' as const }];
    await runIn(sandbox, 'echo lost > node_modules/a; rm -rf node_modules; mount -o remount,rw /w/node_modules', {
      mounts,
    });
    expect(readFileSync(join(source, 'a'), 'utf8')).toBe('kept');
  });

  test('a link in the place of a mount is replaced, not followed', async () => {
    const [worktree, source, elsewhere] = [freshFolder(), freshFolder(), freshFolder()];
    writeFileSync(join(source, 'a'), 'from the mount');
    symlinkSync(elsewhere, join(worktree, 'node_modules'));
    const mounts = [{ source, target: '/w/node_modules', access: 'readOnly' as const }];
    const result = await runIn(sandbox, 'cat node_modules/a', { worktree, mounts });
    expect(result.output).toBe('from the mount');
    expect(existsSync(join(elsewhere, 'a'))).toBe(false);
  });

  test('a link on the way to a mount stops the run before anything is made behind it', async () => {
    const [worktree, source, elsewhere] = [freshFolder(), freshFolder(), freshFolder()];
    symlinkSync(elsewhere, join(worktree, 'packages'));
    const mounts = [{ source, target: '/w/packages/deps', access: 'readOnly' as const }];
    const result = await runIn(sandbox, 'true', { worktree, mounts });
    expect(result).toMatchObject({ exitCode: 126, output: expect.stringContaining('/w/packages is not a folder') });
    expect(existsSync(join(elsewhere, 'deps'))).toBe(false);
  });

  test('no capability is held and no user namespace can be made', async () => {
    const result = await runIn(sandbox, 'grep -h Cap /proc/self/status; unshare --user true || echo no namespace');
    expect(result.output.match(/0000000000000000/g)).toHaveLength(5);
    expect(result.output).toContain('no namespace');
  });
});

describe('reaching the network', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer((socket) => socket.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  test("the host's loopback is out of reach, unless registries are asked for", async () => {
    const connect = `bash -c 'cat </dev/tcp/127.0.0.1/${port}'`;
    expect((await runIn(sandbox, connect, { network: 'registries' })).output).toBe('reached');
    expect((await runIn(sandbox, connect)).output).not.toContain('reached');
  });

  test('there is no interface but an empty loopback', async () => {
    const result = await runIn(sandbox, 'grep : /proc/net/dev | cut -d: -f1; tail -n +2 /proc/net/route');
    expect(result.output.trim()).toBe('lo');
  });
});
