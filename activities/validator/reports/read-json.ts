// Reads JSON that untrusted code wrote, and refuses what is made of too many parts.
import { JSON_PARTS_MAX } from './limits.js';

const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;

/** Undefined where the text is no JSON, or holds more than `partsMax` objects and lists. */
export function readJson(text: string, partsMax: number = JSON_PARTS_MAX): unknown {
  if (hasMoreParts(text, partsMax)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasMoreParts(text: string, partsMax: number): boolean {
  let parts = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === OPENING_BRACE || code === OPENING_BRACKET) parts += 1;
    if (parts > partsMax) return true;
  }
  return false;
}
