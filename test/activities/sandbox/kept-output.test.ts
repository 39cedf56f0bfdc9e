import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanOutput } from '../../../activities/sandbox/clean-output.js';
import { keepOutput } from '../../../activities/sandbox/kept-output.js';
import { omissionLine } from '../../../core/clamp.js';

function heldBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('keeping output', () => {
  test('is the whole text when it fits, however it was cut into chunks', () => {
    const bytes = Buffer.from('grüße €uro 😀 end');
    for (let size = 1; size <= bytes.length; size += 1) {
      const kept = keepOutput(bytes.length);
      for (let at = 0; at < bytes.length; at += size) kept.add(bytes.subarray(at, at + size));
      expect(kept.text()).toBe('grüße €uro 😀 end');
    }
  });

  test('has exactly the first and the last bytes of anything longer', () => {
    const chunks = fc.array(fc.stringMatching(/^[a-z]{0,40}$/), { maxLength: 60 });
    fc.assert(
      fc.property(chunks, fc.integer({ min: 2, max: 100 }), (parts, bytesKept) => {
        const kept = keepOutput(bytesKept);
        for (const part of parts) kept.add(Buffer.from(part));
        const all = parts.join('');
        const head = Math.floor(bytesKept / 2);
        const cut =
          all.slice(0, head) + omissionLine(all.length - bytesKept) + all.slice(all.length - (bytesKept - head));
        expect(kept.text()).toBe(all.length <= bytesKept ? all : cut);
        expect(kept.bytes()).toBe(all.length);
      }),
    );
  });

  test('takes no more memory for a text that comes byte by byte', () => {
    const kept = keepOutput(4_000_000);
    const byte = Buffer.from('x');
    const before = heldBytes();
    for (let at = 0; at < 4_000_000; at += 1) kept.add(byte);
    expect(heldBytes() - before).toBeLessThan(100_000_000);
    expect(kept.bytes()).toBe(4_000_000);
  });

  test('splits no code point where it cuts', () => {
    for (let bytesKept = 2; bytesKept < 40; bytesKept += 1) {
      const kept = keepOutput(bytesKept);
      kept.add(Buffer.from('😀€ü'.repeat(100)));
      expect(kept.text()).not.toContain('\uFFFD');
    }
  });
});

describe('cleaning output', () => {
  test('removes colours, titles, links and cursor movements', () => {
    const coloured =
      '\u001b[1;31mred\u001b[0m \u001b]0;title\u0007\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\\u001b[2K\u001b(B';
    expect(cleanOutput(coloured)).toBe('red link');
  });

  test('keeps tabs and newlines, makes one kind of line end, drops other control characters', () => {
    expect(cleanOutput('a\tb\r\nc\rd\u0000\u0008\u007f\u009be\n')).toBe('a\tb\nc\nde\n');
  });
});
