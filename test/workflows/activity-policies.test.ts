import { describe, expect, test } from '@jest/globals';
import type { ActivityOptions } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time.js';
import { folderWrite, forgeRead, forgeWrite } from '../../workflows/activity-policies.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long its retries wait in all. */
function waitedMs({ retry }: ActivityOptions): number {
  const { maximumAttempts = 1, backoffCoefficient = 2 } = retry ?? {};
  const [first, longest] = [msToNumber(retry?.initialInterval ?? 0), msToNumber(retry?.maximumInterval ?? 0)];
  let ms = 0;
  for (let wait = 1; wait < maximumAttempts; wait++) ms += Math.min(first * backoffCoefficient ** (wait - 1), longest);
  return ms;
}

describe('the policies of what is asked of a forge', () => {
  test.each([
    ['looking', forgeRead],
    ['writing', forgeWrite],
  ])('wait out an hour of trouble when %s, and a limit that lasts as long', (_, policy) => {
    expect(waitedMs(policy)).toBeGreaterThan(4 * HOUR_MS);
    expect(waitedMs(policy) + HOUR_MS).toBeLessThan(msToNumber(policy.scheduleToCloseTimeout ?? 0));
    expect(msToNumber(policy.retry?.maximumInterval ?? 0)).toBeLessThanOrEqual(5 * MINUTE_MS);
  });

  test('do not hold a run up for hours where the forge is a folder', () => {
    expect(waitedMs(folderWrite)).toBeLessThan(2 * MINUTE_MS);
  });
});
