// Follow: what happens to a result after it was published. A local repository has no reviews and no CI to wait for,
// so a local run ends here; a forge that has them is followed from here on.
import type { RunEnd } from './run.js';

export function follow(branch: string): RunEnd {
  return { outcome: 'delivered', summary: `The tests pass; the result is on branch ${branch}.` };
}
