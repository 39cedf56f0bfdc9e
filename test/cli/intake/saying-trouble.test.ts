import { expect, test } from '@jest/globals';
import { sayingTrouble } from '../../../cli/intake/open-intake.js';
import type { PollResult } from '../../../core/intake-activities.js';
import type { ForgeRepository } from '../../../core/repository.js';

const shop: ForgeRepository = { kind: 'github', host: 'github.com', owner: 'acme', name: 'shop' };

test('a repository that cannot be watched is said to the operator once for each trouble, and so is its end', async () => {
  const said: string[] = [];
  let problem: string | null = null;
  const poll = sayingTrouble(
    async (): Promise<PollResult> => ({ numbers: [], problem }),
    (line) => said.push(line),
  );
  for (const now of [null, 'bad credentials', 'bad credentials', 'archived', null, null]) {
    problem = now;
    await poll({ repository: shop });
  }
  expect(said).toEqual([
    'acme/shop cannot be watched, so nothing begins there: bad credentials',
    'acme/shop cannot be watched, so nothing begins there: archived',
    'acme/shop can be watched again.',
  ]);
});
