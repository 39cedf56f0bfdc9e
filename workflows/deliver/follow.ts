// Follow: what happens to a result after it was published. A local repository has no reviews and no CI to wait for,
// so a local run ends here; a forge that has them is followed from here on.
import { deliveredEnd } from './delivered-end.js';
import type { Run, RunEnd } from './run.js';

export function follow(run: Run): RunEnd {
  return deliveredEnd(run);
}
