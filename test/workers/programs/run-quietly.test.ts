import { describe, expect, test } from '@jest/globals';
import { runQuietly } from '../../../workers/programs/run-quietly.js';

async function reasonAfter(stderr: string): Promise<string> {
  const script = `printf '%s' "$TEXT" >&2; exit 1`;
  const env = { PATH: process.env['PATH'], TEXT: stderr };
  return (await runQuietly('/bin/sh', ['-c', script], { env, timeoutMs: 10_000 })).reason;
}

describe('the reason of a program that failed', () => {
  test.each([
    ['the line with the error', 'WARNING: old\nERROR: no such package\nhint: try again\n', 'ERROR: no such package'],
    ['the last line without one', 'a\nb\n', 'b'],
    [
      'the last line of a traceback',
      'ERROR: Exception:\nTraceback (most recent call last):\n  File "x"\nOSError: [Errno 28] No space left on device\n',
      'OSError: [Errno 28] No space left on device',
    ],
  ])('is %s', async (_, stderr, reason) => {
    expect(await reasonAfter(stderr)).toBe(reason);
  });
});
