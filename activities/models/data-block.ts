// Marks text that comes from outside. The marks carry a hash of the text between them, so that no text can hold its
// own end mark and pass what follows off as ours.
import { signature } from '../signature.js';

const MARK_CHARS = 12;

/** The text between marks that name what it is, such as `<spec-3f9ac1d20b77>`. */
export function dataBlock(label: string, text: string): string {
  const mark = `${label}-${signature(text, MARK_CHARS)}`;
  return `<${mark}>\n${text}${text.endsWith('\n') ? '' : '\n'}</${mark}>`;
}
