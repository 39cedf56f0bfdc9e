import { beforeAll, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../activities/sandbox/bubblewrap.js';
import type { Sandbox } from '../../../activities/sandbox/sandbox.js';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { describeSandboxContract } from './contract.js';
import { freshFolder, runIn } from './harness.js';
import { describeIsolationContract } from './isolation-contract.js';
import { weakenedBubblewrap } from './weakened-bubblewrap.js';

const isRoot = process.geteuid?.() === 0;
let bwrapPath: string;
let sandbox: Sandbox;

beforeAll(async () => {
  bwrapPath = await testBubblewrap();
  sandbox = createBubblewrapSandbox({ bwrapPath });
});

/** Where the worker is root, the environment is set by the process that gives root up. */
const A_VARIABLE: [string, string] = isRoot ? ['-i', 'TOKEN=x'] : ['--clearenv', '--clearenv --setenv TOKEN x'];

describeSandboxContract('bubblewrap', () => sandbox);
describeIsolationContract('bubblewrap', () => sandbox);

test('the self-test finds nothing wrong', async () => {
  expect(await sandbox.selfTest()).toBeNull();
});

test.each([
  ['--unshare-net', '--unshare-ipc', "it shares the host's net namespace; it has a network"],
  [...A_VARIABLE, 'the environment is not clear (TOKEN)'],
  ['--proc', '--ro-bind /etc/shadow /etc/shadow --proc', 'files of the host are visible (/etc/shadow)'],
  ['--seccomp', '--sync-fd', 'system calls are not filtered'],
  ['--proc', '--ro-bind /proc', "it sees the host's processes"],
  ['--new-session', '--no-such-option', 'bubblewrap could not start the command: bwrap: Unknown option'],
])('the self-test names what is open when %s is %s', async (option, replacement, problem) => {
  const weak = await weakenedBubblewrap(option, replacement);
  const found = await createBubblewrapSandbox({ bwrapPath: weak }).selfTest();
  expect(found?.slice(0, problem.length)).toBe(problem);
});

test('the self-test reaches its own sockets where they can be reached', async () => {
  const weak = await weakenedBubblewrap('--unshare-net', '--unshare-ipc');
  const found = await createBubblewrapSandbox({ bwrapPath: weak }).selfTest();
  expect(found).toContain("the host's loopback and an abstract socket of the host can be reached");
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
