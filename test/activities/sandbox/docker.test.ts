import { describe, expect, test } from '@jest/globals';
import { createDockerSandbox } from '../../../activities/sandbox/docker.js';
import { testImage } from '../../setup/docker.js';
import { describeSandboxContract } from './contract.js';
import { runIn } from './harness.js';

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
  describeSandboxContract('docker', () => createDockerSandbox({ image }));

  test('the self-test finds nothing wrong', async () => {
    expect(await createDockerSandbox({ image }).selfTest()).toBeNull();
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
}

describe('a machine without a Docker client', () => {
  test('has a self-test that says so', async () => {
    const sandbox = createDockerSandbox({ image: 'any', dockerPath: '/no/such/docker' });
    expect(await sandbox.selfTest()).toMatch(/^Docker does not answer/);
  });
});
