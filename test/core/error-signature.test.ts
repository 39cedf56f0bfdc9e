import { expect, test } from '@jest/globals';
import { errorText } from '../../core/error-signature.js';

test('times, lines, addresses and hashes do not tell failures apart, words do', () => {
  const first = 'at 0x7ffd1 line 12:8\n  3 failed in 0.31s (abcdef0123)';
  expect(errorText('at 0x1a line 9:10\n\t4 failed in 12.5s (0123456789ab)')).toBe(errorText(first));
  expect(errorText(first.replace('failed', 'missing'))).not.toBe(errorText(first));
});

test('of a long output the end counts', () => {
  expect(errorText(`${'a line\n'.repeat(900)}boom`)).toBe(errorText(`${'a line\n'.repeat(5_000)}boom`));
});
