// What every sandbox promises beyond the common contract, except `none`: the command is alone, and so is what it takes.
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createNoSandbox } from '../../../activities/sandbox/no-sandbox.js';
import type { Sandbox } from '../../../activities/sandbox/sandbox.js';
import { freshFolder, processesWith, removeFolders, runIn } from './harness.js';

const none = createNoSandbox();

export function describeIsolationContract(name: string, make: () => Sandbox): void {
  describe(`what ${name} isolates`, () => {
    afterAll(removeFolders);
    describeReach(make);
    describeFiles(make);
    describeShare(make);
  });
}

function describeReach(make: () => Sandbox): void {
  let server: Server;

  beforeAll(async () => {
    server = createServer((socket) => socket.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  test('reaches no network, not even that of the host with itself', async () => {
    const connect = `bash -c 'cat </dev/tcp/127.0.0.1/${(server.address() as AddressInfo).port}'`;
    expect((await runIn(none, connect)).output).toBe('reached');
    expect((await runIn(make(), connect)).output).not.toContain('reached');
  });

  test('sees no process of the host', async () => {
    const look = `cat /proc/[0-9]*/cmdline | tr '\\0' ' '`;
    expect((await runIn(none, look)).output).toContain('jest');
    expect((await runIn(make(), look)).output).not.toContain('jest');
  });
}

function describeFiles(make: () => Sandbox): void {
  test('shows no file of the host that no mount names', async () => {
    const secret = join(freshFolder(), 'key');
    writeFileSync(secret, 'host secret');
    expect((await runIn(none, `cat ${secret}`)).output).toBe('host secret');
    expect((await runIn(make(), `cat ${secret}`)).output).not.toContain('host secret');
  });

  test('leaves a read-only mount as it is', async () => {
    const source = freshFolder();
    writeFileSync(join(source, 'a'), 'kept');
    const mounts = [{ source, target: '/w/node_modules', access: 'readOnly' as const }];
    await runIn(make(), 'echo lost > node_modules/a; rm -rf node_modules', { mounts });
    expect(readFileSync(join(source, 'a'), 'utf8')).toBe('kept');
  });

  test('lets only the worktree, the home and the temporary folders be written', async () => {
    const places = '/ /usr /usr/bin /etc /opt /home /proc/sys/kernel/hostname';
    const command = `for d in ${places}; do (: > $d/x) 2>/dev/null && echo wrote $d; done; : > /w/x && echo fine`;
    expect((await runIn(make(), command)).output).toBe('fine\n');
  });
}

function describeShare(make: () => Sandbox): void {
  test('ends whoever left the session and the process group', async () => {
    const result = await runIn(make(), '(setsid nohup sleep 42.1951 >/dev/null 2>&1 &); sleep 0.2; echo done');
    expect(result).toMatchObject({ reason: 'exited', output: 'done\n' });
    expect(processesWith('42.1951')).toEqual([]);
  });

  test('lets a command have no more processes than it may', async () => {
    const many = 'i=0; while [ $i -lt 150 ]; do sleep 42.1952 & i=$((i+1)); done; echo all started';
    expect((await runIn(make(), many, { limits: { processesMax: 400 } })).output).toBe('all started\n');
    const refused = await runIn(make(), many, { limits: { processesMax: 50 } });
    expect(refused.output).not.toContain('all started');
  });

  test('ends a command for its memory where it says that memory is bounded for all processes together', async () => {
    const sandbox = make();
    const hog = 'head -c 300000000 /dev/zero | tail | wc -c';
    expect(await runIn(sandbox, hog)).toMatchObject({ reason: 'exited', output: '300000000\n' });
    const { memoryLimit } = await sandbox.facts();
    const result = await runIn(sandbox, 'head -c 300000000 /dev/zero | tail', {
      limits: { memoryBytesMax: 100_000_000 },
    });
    expect(result.reason).toBe(memoryLimit === 'eachProcess' ? 'exited' : 'outOfMemory');
    expect(result.exitCode).not.toBe(0);
  });
}
