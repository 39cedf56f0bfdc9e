// A short name of a text, the same for the same text: where the text itself is too long, or may hold anything.
import { createHash } from 'node:crypto';

const SIGNATURE_CHARS = 16;

/** `chars` hexadecimal digits of its SHA-256. */
export function signature(text: string, chars = SIGNATURE_CHARS): string {
  return createHash('sha256').update(text).digest('hex').slice(0, chars);
}
