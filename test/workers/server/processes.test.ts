import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { isAlive, processBirth, thisProcess } from '../../../activities/process-birth.js';
import { endProcess } from '../../../workers/server/end-process.js';
import { findProcesses } from '../../../workers/server/find-processes.js';
import { isListening } from '../../../workers/server/is-listening.js';

/** A process that does nothing until it is ended; `stubborn` ignores the request. */
async function startIdle(args: string[] = [], stubborn = false) {
  const script = `${stubborn ? 'process.on("SIGTERM", () => {});' : ''}console.log(1); setInterval(() => {}, 1e9);`;
  const child = spawn(process.execPath, ['-e', script, '--', ...args]);
  await once(child.stdout, 'data');
  const pid = child.pid!;
  return { pid, birth: (await processBirth(pid))! };
}

describe('what is known of other processes', () => {
  test('a process is told from another that has its id', async () => {
    const me = await thisProcess();
    expect(await isAlive(me)).toBe(true);
    expect(await isAlive({ ...me, birth: 'long ago' })).toBe(false);
  });

  test('a process is found by its option and is gone once it was ended', async () => {
    const idle = await startIdle(['--db', 'some file']);
    expect(await findProcesses('--db', 'some file')).toEqual([idle.pid]);
    expect(await findProcesses('--db', 'some')).toEqual([]);
    await endProcess(idle);
    expect(await isAlive(idle)).toBe(false);
    expect(await findProcesses('--db', 'some file')).toEqual([]);
  });

  test('a process that does not end when asked is ended by force', async () => {
    const idle = await startIdle([], true);
    await endProcess(idle, 50);
    expect(await isAlive(idle)).toBe(false);
  });

  test('a port is listened on by the process that does, and by no other', async () => {
    const idle = await startIdle();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address!.port : 0;
    expect(await isListening(process.pid, port)).toBe(true);
    expect(await isListening(idle.pid, port)).toBe(false);
    server.close();
    await once(server, 'close');
    expect(await isListening(process.pid, port)).toBe(false);
    await endProcess(idle);
  });
});
