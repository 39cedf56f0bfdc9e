import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { createDockerSandbox } from '../../../activities/sandbox/docker.js';
import { testImage } from '../../setup/docker.js';
import { describeSandboxContract } from './contract.js';
import { commandLine, freshFolder, runIn } from './harness.js';
import { describeIsolationContract } from './isolation-contract.js';

/** As built, since it runs in a process of its own: see `pretest` in package.json. */
const WORKER = fileURLToPath(new URL('../../../dist/test/doubles/container-worker.js', import.meta.url));
const POLL_MS = 50;
const CONTAINER_START_MS = 3_000;
const image = testImage();

if (image === null) describe('no Docker engine answers here, so only that is tried', describeWithoutEngine);
else describeWithEngine(image);

function describeWithoutEngine(): void {
  test('the self-test says that Docker does not answer', async () => {
    const sandbox = createDockerSandbox({ image: 'any' });
    expect(await sandbox.selfTest()).toMatch(/^Docker does not answer: start it/);
  });
}

function describeWithEngine(image: string): void {
  describeSandboxContract('docker', () => createDockerSandbox({ image }), CONTAINER_START_MS);
  describeIsolationContract('docker', () => createDockerSandbox({ image }));

  test('the self-test finds nothing wrong', async () => {
    expect(await createDockerSandbox({ image }).selfTest()).toBeNull();
  });

  test('the self-test fetches no image where nothing may be fetched, and says who does', async () => {
    const problem = await createDockerSandbox({ image: 'nightshift-no-such-image:1', mayFetch: false }).selfTest();
    expect(problem).toMatch(/^the image nightshift-no-such-image:1 is not here yet; the first run fetches it/);
  });

  test('the self-test names an image that cannot be had', async () => {
    const problem = await createDockerSandbox({ image: 'nightshift-no-such-image:1' }).selfTest();
    expect(problem).toMatch(/^the image nightshift-no-such-image:1 cannot be had: name another as dockerImage/);
  });

  test('a command that takes too much memory is ended as such', async () => {
    const limits = { memoryBytesMax: 100_000_000 };
    const hog = 'node -e "const all=[]; for(;;) all.push(Buffer.alloc(10e6, 1))"';
    const result = await runIn(createDockerSandbox({ image }), hog, { limits });
    expect(result).toMatchObject({ reason: 'outOfMemory', exitCode: null });
  });

  test('setup reaches the proxy for registries, and a command without network does not', async () => {
    const refused: string[] = [];
    const ask = [
      `const socket = require('node:net').connect(3128, '127.0.0.1');`,
      `socket.on('error', (error) => console.log(error.code)).on('data', (data) => console.log(String(data)));`,
      `socket.write('GET http://nightshift.invalid/ HTTP/1.1\\r\\nHost: nightshift.invalid\\r\\nConnection: close\\r\\n\\r\\n');`,
    ];
    const command = `node -e "${ask.join(' ')}"`;
    const sandbox = createDockerSandbox({ image });
    const asked = await runIn(sandbox, command, {
      network: 'registries',
      onRefusedHost: (host) => void refused.push(host),
    });
    expect(asked.output).toContain('HTTP/1.1 403');
    expect(refused).toEqual(['nightshift.invalid']);
    expect((await runIn(sandbox, command)).output).toBe('ECONNREFUSED\n');
  });

  test('no command outlives a worker that was killed', async () => {
    const worker = spawn(process.execPath, [WORKER, image, freshFolder(), 'sleep 43.1177'], { stdio: 'ignore' });
    await until(() => runs('sleep 43.1177'));
    worker.kill('SIGKILL');
    await until(() => !runs('sleep 43.1177'));
  });
}

/** True while a process of just this command line lives; those that carry it in longer ones don't count. */
function runs(command: string): boolean {
  const line = command.replaceAll(' ', '\0');
  return readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && commandLine(pid) === `${line}\0`);
}

async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

describe('a machine without a Docker client', () => {
  test('has a self-test that says so', async () => {
    const sandbox = createDockerSandbox({ image: 'any', dockerPath: '/no/such/docker' });
    expect(await sandbox.selfTest()).toMatch(/^Docker does not answer/);
  });
});
