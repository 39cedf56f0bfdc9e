import { beforeAll, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../activities/sandbox/bubblewrap.js';
import type { Sandbox } from '../../../activities/sandbox/sandbox.js';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { describeSandboxContract } from './contract.js';
import { freshFolder, runIn } from './harness.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });
});

describeSandboxContract('bubblewrap', () => sandbox);

test('the self-test finds nothing wrong', async () => {
  expect(await sandbox.selfTest()).toBeNull();
});

test('a sandbox that cannot start a command fails as unavailable and says why', async () => {
  const broken = createBubblewrapSandbox({ bwrapPath: '/no/such/bwrap' });
  await expect(runIn(broken, 'true')).rejects.toMatchObject({ type: 'SandboxUnavailable' });
  const missing = runIn(sandbox, 'true', { worktree: `${freshFolder()}/missing` });
  await expect(missing).rejects.toMatchObject({
    type: 'SandboxUnavailable',
    message: expect.stringContaining('missing'),
  });
});
