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
  ['--unshare-net', '--unshare-ipc', "it shares the host's net namespace; it has a network"],
  ['--clearenv', '--clearenv --setenv TOKEN x', 'the environment is not clear (TOKEN)'],
  ['--proc', '--ro-bind /etc/shadow /etc/shadow --proc', 'files of the host are visible (/etc/shadow)'],
  ['--new-session', '--no-such-option', 'bubblewrap could not start the command: bwrap: Unknown option'],
])('the self-test names what is open when %s is %s', async (option, replacement, problem) => {
  const weak = join(freshFolder(), 'bwrap');
  const replace = `for a; do shift; if [ "$a" = ${option} ]; then set -- "$@" ${replacement}; else set -- "$@" "$a"; fi; done`;
  writeFileSync(weak, `#!/bin/sh\n${replace}\nexec ${bwrapPath} "$@"\n`, { mode: 0o755 });
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
