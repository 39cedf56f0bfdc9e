import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../activities/sandbox/bubblewrap.js';
import type { Sandbox } from '../../../activities/sandbox/sandbox.js';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { describeSandboxContract } from './contract.js';
import { freshFolder, runIn } from './harness.js';

let bwrapPath: string;
let sandbox: Sandbox;

beforeAll(async () => {
  bwrapPath = await testBubblewrap();
  sandbox = createBubblewrapSandbox({ bwrapPath });
});

describeSandboxContract('bubblewrap', () => sandbox);

test('the self-test finds nothing wrong', async () => {
  expect(await sandbox.selfTest()).toBeNull();
});

test.each([
  ['--unshare-all --share-net', "it shares the host's net namespace; it has a network"],
  ['--ro-bind /etc/shadow /etc/shadow', 'files of the host are visible (/etc/shadow)'],
  ['--unshare-nothing', 'bubblewrap could not start the command: bwrap: Unknown option --unshare-nothing'],
])('the self-test names what a bubblewrap with "%s" lays open', async (weakness, problem) => {
  const weak = join(freshFolder(), 'bwrap');
  writeFileSync(weak, `#!/bin/sh\nexec ${bwrapPath} ${weakness} "$@"\n`, { mode: 0o755 });
  const found = await createBubblewrapSandbox({ bwrapPath: weak }).selfTest();
  expect(found?.slice(0, problem.length)).toBe(problem);
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
