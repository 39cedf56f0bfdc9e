import { expect, test } from '@jest/globals';
import { type IntakeHouse, intakeHouse } from './intake-house.js';

const PULL = { number: 2, isPullRequest: true, title: 'Add a cart' };

/** A run that was started by the label and is over. */
async function ended(): Promise<IntakeHouse> {
  const house = await intakeHouse();
  house.forge.issue({ labels: ['nightshift'] });
  house.forge.labellers.set(1, 'ann');
  await house.take();
  await house.handle().terminate();
  return house;
}

test('the label that is set anew after the end starts nothing, and says once what does', async () => {
  const { forge, take } = await ended();
  await take();
  forge.issue({ labels: [] });
  await take();
  expect(forge.said()).toEqual([]);
  for (const labels of [['nightshift'], [], ['nightshift']]) {
    forge.issue({ labels });
    expect((await take()).did.join()).not.toContain('started');
  }
  expect(forge.said()).toEqual([expect.stringContaining('`/nightshift retry` begins anew')]);
});

test('an issue that is opened again after it was closed in the middle is told the way on', async () => {
  const { forge, take } = await ended();
  forge.issue({ state: 'closed' });
  await take();
  forge.issue({ state: 'open' });
  await take();
  expect(forge.said()).toEqual([expect.stringContaining('nor opening it again starts anything')]);
});

test('an issue that only changes otherwise is left alone', async () => {
  const { forge, take } = await ended();
  forge.issue({ body: 'Something else.' });
  await take();
  forge.issue({ state: 'closed' });
  await take();
  expect(forge.said()).toEqual([]);
});

test('a pull request that is opened again after its closing ended the run says once that nobody looks at it', async () => {
  const { forge, take, ledger, deliverId } = await ended();
  const { url } = forge.issue({ ...PULL, state: 'closed' });
  const pullRequest = { number: 2, url };
  const closed = { deliverId: deliverId(), generation: 1, pullRequest, state: 'rejected' as const, by: 'ann', atMs: 1 };
  await ledger.outcomes.record(closed);
  await take(2);
  expect(forge.said(2)).toEqual([]);
  forge.issue({ ...PULL, state: 'open' });
  await take(2);
  await take(2);
  expect(forge.said(2)).toEqual([expect.stringContaining('does not look at its checks and reviews any more')]);
  forge.issues.delete(2);
});
