import { lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createNoSandbox } from '../../../activities/sandbox/no-sandbox.js';
import { describeSandboxContract } from './contract.js';
import { freshFolder, runIn } from './harness.js';

describeSandboxContract('none', () => createNoSandbox());

test('a folder that was in the place of a mount is there again afterwards', async () => {
  const worktree = freshFolder();
  const source = freshFolder();
  writeFileSync(join(source, 'a'), 'from the mount');
  const mounts = [{ source, target: '/w/deps', access: 'readOnly' as const }];
  const result = await runIn(createNoSandbox(), 'cat deps/a', { worktree, mounts });
  expect(result.output).toBe('from the mount');
  expect(lstatSync(join(worktree, 'deps')).isDirectory()).toBe(true);
});

test('a command that writes on after its session was left does not hold the result back', async () => {
  const result = await runIn(createNoSandbox(), 'setsid sh -c "sleep 2" & echo done');
  expect(result).toMatchObject({ reason: 'exited', exitCode: 0, output: 'done\n' });
  expect(result.durationMs).toBeLessThan(1_500);
});
