// Nobody stands behind a text by approving another: what is approved was shown in full, and is what is started.
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { hashOf } from '../../../workers/intake/spec-of-issue.js';
import { type IntakeHouse, intakeHouse } from './intake-house.js';

const LABELLED = { labels: ['nightshift'] };
const GITHUB_TAKES_BYTES = 60_000;
const APPROVE = /\/nightshift approve [0-9a-f]+/;

async function byOutsider(body: string): Promise<IntakeHouse> {
  const house = await intakeHouse();
  house.forge.issue({ ...LABELLED, author: 'mallory', body });
  house.forge.labellers.set(1, 'bob');
  await house.take();
  return house;
}

function commandIn(text: string): string {
  return APPROVE.exec(text)?.[0] ?? '';
}

test.each([
  ['of signs of three bytes', 'あ'.repeat(12_000)],
  ['of signs that are made visible', '\u200b'.repeat(4_000)],
  ['just below the limit', 'x'.repeat(29_500)],
])('an echo %s is never cut in its middle: it is whole, or there is nothing to approve', async (_what, half) => {
  const { forge, take, input } = await byOutsider(`${half}EVIL${half}`);
  const [echo = ''] = forge.said();
  if (APPROVE.test(echo)) {
    expect(Buffer.byteLength(echo)).toBeLessThan(GITHUB_TAKES_BYTES);
    expect(echo).toContain('EVIL');
    return;
  }
  expect(echo).toContain('too long to be shown');
  // Not with a hash that was found in another way, either.
  const [issue] = forge.issues.values();
  if (issue) forge.comment('ann', `/nightshift approve ${hashOf(issue)}`);
  await take();
  expect(await input()).toBeNull();
  expect(forge.said()).toContainEqual(expect.stringContaining('too long to be shown'));
});

test('two texts are not made to have one name: an approval names so much of the hash that nobody finds another', async () => {
  const { forge, take, input } = await byOutsider('Do it.');
  const command = commandIn(forge.said()[0] ?? '');
  // A pair with the same 16 digits takes minutes to find.
  const digits = command.split(' ')[2] ?? '';
  expect(digits.length * 4).toBeGreaterThanOrEqual(160);
  forge.comment('ann', command.slice(0, -(digits.length - 16)));
  await take();
  expect(await input()).toBeNull();
  expect(forge.said()).toContainEqual(expect.stringContaining('is too short'));
});

test('what is shown is the text as it is now, in one comment however often it is edited', async () => {
  const { forge, take, input } = await byOutsider('Do it.');
  const first = commandIn(forge.said()[0] ?? '');
  for (let edit = 0; edit < 5; edit += 1) {
    forge.issue({ body: `Do it, ${edit}.` });
    await take();
  }
  expect(forge.said()).toEqual([expect.stringContaining('Do it, 4.')]);
  forge.comment('ann', first);
  await take();
  expect(await input()).toBeNull();
  forge.comment('ann', commandIn(forge.said()[0] ?? ''));
  await take();
  const body = 'Do it, 4.';
  expect((await input())?.spec.sha256).toBe(createHash('sha256').update(`Add a cart\n\n${body}`).digest('hex'));
});

test("an outsider's edit that is too long to be shown as a difference is shown whole before it can be approved", async () => {
  const { forge, take, told } = await byOutsider('Do it.');
  forge.comment('ann', commandIn(forge.said()[0] ?? ''));
  await take();
  const edited = `Do it.\n${'filler\n'.repeat(2_500)}EVIL\n${'filler\n'.repeat(2_500)}`;
  forge.issue({ body: edited });
  await take();
  const [event] = await told();
  if (event?.kind !== 'text' || !event.changed) throw new Error('nothing was told');
  if (APPROVE.test(event.changed.note)) expect(event.changed.note).toContain('EVIL');
  expect(forge.said()[0]).toContain('EVIL');
  forge.issue({ body: edited.repeat(2) });
  await take();
  forge.comment('ann', `/nightshift approve ${hashOf({ title: 'Add a cart', body: edited.repeat(2) })}`);
  await take();
  expect(forge.said().at(-1)).toContain('too long to be shown');
});

test('what looks like a secret in an edit is told to no run, whose history would keep it', async () => {
  const { forge, take, told, hands } = await byOutsider('Do it.');
  forge.comment('ann', commandIn(forge.said()[0] ?? ''));
  await take();
  hands.starter.clean = async (text) => text.replaceAll('hunter2', '[secret removed]');
  forge.issue({ body: 'Do it with hunter2.' });
  await take();
  expect(await told()).toMatchObject([
    { kind: 'text', changed: { note: expect.stringContaining('+Do it with [secret') } },
  ]);
});
