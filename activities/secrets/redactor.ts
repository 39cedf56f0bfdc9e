// Takes secrets out of texts that come from outside before anybody keeps them or shows them to a model: those that this
// process was given, and what looks like one. The same text always gives the same, so that a step that is repeated
// builds the same request.
import { markOfSecret } from '../../core/secret.js';
import { pathMatcher } from '../validator/path-matcher.js';
import { type KnownSecrets, replaceRanges } from './known-secrets.js';
import { rememberScans } from './remember-scans.js';
import type { ScanTexts } from './scan-texts.js';
import { type FoundByKind, secretsByKind } from './secrets-by-kind.js';

export interface Redactor {
  known: KnownSecrets;
  /** Both kinds. Of a text that could not be looked at in time nothing is left but a line that says so. */
  redact(text: string): Promise<string>;
  /** The same for many texts at once. */
  redactAll(texts: readonly string[]): Promise<string[]>;
  /** The text of a file: in paths that the operator allows, what looks like a secret is none. */
  redactFile(path: string, text: string): Promise<string>;
  /** True where what looks like a secret is none. */
  isAllowed(path: string): boolean;
}

export interface RedactorParts {
  known: KnownSecrets;
  scan: ScanTexts;
  /** Globs, as for the scan of changes. */
  allowedPaths: readonly string[];
  timeoutMs?: number;
}

const SCAN_TIMEOUT_MS = 20_000;
/** Some rules look at the names of files; what a command prints has none. */
const NO_PATH = 'output.txt';
const BETWEEN = '\n';
const WITHHELD = '[withheld: this text could not be looked at for secrets in time]\n';

export function createRedactor(parts: RedactorParts): Redactor {
  const { known, allowedPaths, timeoutMs = SCAN_TIMEOUT_MS } = parts;
  const scan = rememberScans(parts.scan);
  const isAllowed = pathMatcher(allowedPaths);

  /** Null when it took too long. */
  async function byKind(path: string, content: string): Promise<FoundByKind[] | null> {
    if (content === '') return [];
    const matches = await scan([{ path: path || NO_PATH, content }], timeoutMs);
    return matches === null ? null : secretsByKind(content, matches);
  }

  async function redactText(path: string, text: string): Promise<string> {
    const clean = known.redact(text);
    const found = await byKind(path, clean);
    return found === null ? WITHHELD : replaceRanges(clean, found, ({ rule }) => markOfSecret(rule));
  }

  return {
    known,
    isAllowed,
    redact: (text) => redactText(NO_PATH, text),
    redactFile: async (path, text) => (isAllowed(path) ? known.redact(text) : redactText(path, text)),
    async redactAll(texts) {
      const clean = texts.map(known.redact);
      // Looked at together: a report names thousands of tests, and each look has its price.
      const found = await byKind(NO_PATH, clean.join(BETWEEN));
      if (found === null) return clean.map((text) => (text === '' ? text : WITHHELD));
      return redactPieces(clean, found);
    },
  };
}

/** What was found in the pieces joined, taken out of each that it reaches into. */
function redactPieces(pieces: readonly string[], found: readonly FoundByKind[]): string[] {
  let from = 0;
  let next = 0;
  return pieces.map((piece) => {
    const [start, end] = [from, from + piece.length];
    from = end + BETWEEN.length;
    const inside: FoundByKind[] = [];
    for (let range = found[next]; range !== undefined && range.start < end; range = found[next]) {
      const { rule } = range;
      inside.push({ rule, start: Math.max(0, range.start - start), end: Math.min(piece.length, range.end - start) });
      if (range.end > end) break;
      next += 1;
    }
    return replaceRanges(piece, inside, ({ rule }) => markOfSecret(rule));
  });
}
