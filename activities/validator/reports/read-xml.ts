// Reads XML that untrusted code wrote, element by element, so that nothing of it is kept but what the caller keeps. No
// entity of its own is ever expanded: a report that declares any is refused.
import { SaxesParser } from 'saxes';
import { XML_DEPTH_MAX } from './limits.js';
import { Pauses } from './pauses.js';

export interface XmlReader {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  /** Texts of an element may come in several pieces. */
  text(text: string): void;
  close(name: string): void;
}

/** Characters that XML does not allow and that runners write all the same, as they are or by number. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
const FORBIDDEN_BY_NUMBER = /&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])|0*(?:[0-8]|1[124-9]|2\d|3[01]));/gi;
const REPLACEMENT = '\ufffd';
/** What is read between two pauses. */
const PIECE_CHARS = 32_768;

/** Null when all was read, else what is wrong with it, as the end of a sentence. A reader may throw `NotReadable`. */
export async function readXml(text: string, reader: XmlReader): Promise<string | null> {
  const parser = new SaxesParser();
  const pauses = new Pauses();
  let depth = 0;
  parser.on('error', (error) => {
    throw new NotReadable(`is not well-formed (${error.message})`);
  });
  parser.on('doctype', () => {
    throw new NotReadable('declares entities');
  });
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    if (depth > XML_DEPTH_MAX) throw new NotReadable(`nests more than ${XML_DEPTH_MAX} elements`);
    reader.open(name, attributes);
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    reader.close(name);
  });
  parser.on('text', (piece) => reader.text(piece));
  parser.on('cdata', (piece) => reader.text(piece));
  try {
    const readable = allowed(text);
    for (let at = 0; at < readable.length; at += PIECE_CHARS) {
      parser.write(readable.slice(at, at + PIECE_CHARS));
      await pauses.take();
    }
    parser.close();
    return null;
  } catch (error) {
    if (error instanceof NotReadable) return error.message;
    throw error;
  }
}

/** Leaves the parser, which knows no other way. */
export class NotReadable extends Error {}

function allowed(text: string): string {
  return text.replace(FORBIDDEN, REPLACEMENT).replace(FORBIDDEN_BY_NUMBER, REPLACEMENT);
}
