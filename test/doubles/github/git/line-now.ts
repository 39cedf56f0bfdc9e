// Where a line of an older commit stands by now, as conversations on lines follow it.
import type { BareRepository } from './bare-repository.js';

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/gm;

/** Null: it was changed or taken away since. */
export function lineNow(
  repository: BareRepository,
  path: string,
  line: number,
  since: string,
  now: string,
): number | null {
  if (since === now) return line;
  const difference = repository.askNow('diff', '--no-color', '--no-ext-diff', '-U0', since, now, '--', path) ?? '';
  let moved = 0;
  for (const [, start, cut = '1', put = '1'] of difference.matchAll(HUNK)) {
    const [first, gone, come] = [Number(start), Number(cut), Number(put)];
    // What only adds lines names the line that they come behind.
    if (gone === 0 ? first >= line : first > line) break;
    if (gone > 0 && line < first + gone) return null;
    moved += come - gone;
  }
  return line + moved;
}
