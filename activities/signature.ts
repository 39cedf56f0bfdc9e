// A short name of a text, the same for the same text: for histories, which hold no long texts.
import { createHash } from 'node:crypto';

const SIGNATURE_CHARS = 16;

export function signature(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, SIGNATURE_CHARS);
}
