// Values that say of themselves that they equal everything: jest's kind of equality asks the value itself where it has a
// method for that. A canary passes, as it must not, when any value that the file's own tests expect something of is one.
import type { NameCanary } from './canary.js';

const EXPECT_CALL = /(?<![\w.$])expect\(/g;
const LEVELS_MAX = 4;
const VALUES_MAX = 1_000;

export interface Probes {
  body: string;
  /** Declares what `body` calls; empty where nothing was changed. */
  head: string;
  /** Throws unless such a value was seen; to stand after the file's own tests. */
  statement: string;
}

/** Null where the file has no `expect`. */
export function javascriptProbes(body: string, isTyped: boolean, name: NameCanary): Probes | null {
  const probe = `probed_${name()}`;
  const probed = body.replace(EXPECT_CALL, `${probe}(`);
  if (probed === body) return null;
  const [any, rest] = isTyped ? [': any', ': any[]'] : ['', ''];
  const head = `function ${probe}(value${any}, ...more${rest})${any} {
  try { if (${probe}_any([value])) ${probe}_seen(); } catch {}
  return (expect${isTyped ? ' as any' : ''})(value, ...more);
}
function ${probe}_seen() { ${probe}_count.seen += 1; }
function ${probe}_any(values${any}) {
  let left = ${VALUES_MAX};
  for (let level = 0; level < ${LEVELS_MAX} && left > 0; level += 1) {
    const below${isTyped ? ': any[]' : ''} = [];
    for (const value of values) {
      if (left-- <= 0 || typeof value !== 'object' || value === null) continue;
      if (typeof value.asymmetricMatch === 'function') return true;
      below.push(...Object.values(value));
    }
    values = below;
  }
  return false;
}
var ${probe}_count = { seen: 0 };`.replaceAll('\n', ' ');
  return { body: probed, head, statement: `if (${probe}_count.seen === 0) throw new Error('canary')` };
}
