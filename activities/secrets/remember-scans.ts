// Spares the scanner texts that this process had scanned before: the same change is looked at each time that somebody
// asks for its verdict, and the same file is shown to every candidate of a task.
import { createHash } from 'node:crypto';
import type { ScanTexts, SecretMatch } from './scan-texts.js';

/** What was found in one change takes some hundred bytes, as the texts themselves are not kept. */
const SCANS_MAX = 1_000;

/** A scan like the given one. What that did not finish is not remembered. */
export function rememberScans(scanTexts: ScanTexts): ScanTexts {
  const found = new Map<string, SecretMatch[]>();
  return async (texts, timeoutMs) => {
    const digest = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
    const known = found.get(digest);
    if (known) return known;
    const matches = await scanTexts(texts, timeoutMs);
    if (matches !== null) found.set(digest, matches);
    if (found.size > SCANS_MAX) found.delete(oldest(found));
    return matches;
  };
}

function oldest(found: ReadonlyMap<string, SecretMatch[]>): string {
  const [first = ''] = found.keys();
  return first;
}
