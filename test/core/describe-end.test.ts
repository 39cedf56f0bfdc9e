import { expect, test } from '@jest/globals';
import type { CommandResult } from '../../core/command.js';
import { describeEnd } from '../../core/describe-end.js';

const ENDED: CommandResult = {
  reason: 'exited',
  exitCode: 0,
  signal: null,
  output: '',
  outputBytes: 70,
  durationMs: 1_234,
};

test.each<[Partial<CommandResult>, string]>([
  [{}, 'exit 0 in 1.2 s'],
  [{ reason: 'signaled', exitCode: null, signal: 'SIGSEGV' }, 'ended by SIGSEGV after 1.2 s'],
  [{ reason: 'timedOut', exitCode: null, durationMs: 120_030 }, 'timed out after 120 s'],
  [{ reason: 'outOfMemory', exitCode: null }, 'out of memory after 1.2 s'],
  [{ reason: 'outputLimit', exitCode: null }, 'stopped after 1.2 s, since it wrote too much (70 bytes)'],
  [{ reason: 'cancelled', exitCode: null }, 'cancelled after 1.2 s'],
])('a result with %j reads as "%s"', (changed, words) => {
  expect(describeEnd({ ...ENDED, ...changed })).toBe(words);
});
