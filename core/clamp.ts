// Makes a long text short enough for a prompt, a finding or a receipt: its head and its tail stay, since errors stand
// at either end, and a line between them says how much was left out.

const HEAD_SHARE = 0.5;

/** Bytes of a text in UTF-8. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The text itself when it has at most `bytesMax` bytes of UTF-8; else its head and tail with a line between them,
 * together at most `bytesMax` bytes. No code point is split. Where not even the line fits, the head alone is kept.
 */
export function clampMiddle(text: string, bytesMax: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= bytesMax) return text;
  // The line is sized by the largest figure that it could name, so that the result never exceeds the limit.
  const room = bytesMax - utf8Bytes(omissionLine(bytes.length));
  if (room <= 0) return decode(bytes.subarray(0, boundaryAtOrBefore(bytes, Math.max(0, bytesMax))));
  const headEnd = boundaryAtOrBefore(bytes, Math.floor(room * HEAD_SHARE));
  const tailStart = boundaryAtOrAfter(bytes, bytes.length - (room - headEnd));
  return decode(bytes.subarray(0, headEnd)) + omissionLine(tailStart - headEnd) + decode(bytes.subarray(tailStart));
}

/** The line that stands where `bytes` bytes were left out. */
export function omissionLine(bytes: number): string {
  return `\n[... ${bytes} bytes left out ...]\n`;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function boundaryAtOrBefore(bytes: Uint8Array, position: number): number {
  let at = position;
  while (at > 0 && isContinuation(bytes[at])) at -= 1;
  return at;
}

function boundaryAtOrAfter(bytes: Uint8Array, position: number): number {
  let at = position;
  while (at < bytes.length && isContinuation(bytes[at])) at += 1;
  return at;
}

/** In UTF-8 every byte of a code point but its first has the bits 10 on top. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}
