// Keeps the head and the tail of a stream of any length. Memory stays within twice what is kept, however long a line is
// and however small the pieces are in which it comes.
import { omissionLine } from '../../core/clamp.js';
import { byteWindow } from './byte-window.js';
import { cleanOutput } from './clean-output.js';

const CONTINUATION_BYTES_MAX = 3;

export interface KeptOutput {
  add(chunk: Buffer): void;
  /** Bytes seen so far, kept or not. */
  bytes(): number;
  /** What was kept as clean text, with a line where something was left out. Invalid UTF-8 becomes U+FFFD. */
  text(): string;
}

/** Keeps at most `bytesKept` bytes: the first half of them from the beginning, the rest from the end. */
export function keepOutput(bytesKept: number): KeptOutput {
  const headMax = Math.floor(bytesKept / 2);
  const tailMax = bytesKept - headMax;
  const head = byteWindow(headMax);
  const tail = byteWindow(tailMax);
  let seen = 0;

  function add(chunk: Buffer): void {
    const forHead = chunk.subarray(0, Math.max(0, headMax - seen));
    seen += chunk.length;
    head.add(forHead);
    tail.add(chunk.subarray(forHead.length));
  }

  function text(): string {
    const [first, last] = [head.bytes(), tail.bytes()];
    const leftOut = seen - first.length - last.length;
    if (leftOut === 0) return cleanOutput(Buffer.concat([first, last]).toString('utf8'));
    const beginning = withoutBrokenEnd(first).toString('utf8');
    const end = withoutBrokenStart(last).toString('utf8');
    return cleanOutput(beginning) + omissionLine(leftOut) + cleanOutput(end);
  }

  return { add, text, bytes: () => seen };
}

/** Without a code point that the cut split; bytes that were invalid from the start stay. */
function withoutBrokenEnd(bytes: Buffer): Buffer {
  for (let back = 1; back <= CONTINUATION_BYTES_MAX && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    return sequenceLength(byte) > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

function withoutBrokenStart(bytes: Buffer): Buffer {
  let start = 0;
  while (start < CONTINUATION_BYTES_MAX && isContinuation(bytes[start] ?? 0)) start += 1;
  return bytes.subarray(start);
}

function isContinuation(byte: number): boolean {
  return (byte & 0b1100_0000) === 0b1000_0000;
}

function sequenceLength(firstByte: number): number {
  if (firstByte >= 0b1111_0000) return 4;
  if (firstByte >= 0b1110_0000) return 3;
  return firstByte >= 0b1100_0000 ? 2 : 1;
}
