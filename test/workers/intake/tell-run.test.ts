import { expect, test } from '@jest/globals';
import { type IntakeHouse, intakeHouse } from './intake-house.js';

const LABELLED = { labels: ['Nightshift'] };

async function started(): Promise<IntakeHouse> {
  const house = await intakeHouse();
  house.forge.issue(LABELLED);
  house.forge.labellers.set(1, 'ann');
  await house.take();
  return house;
}

test('a run is told of its label, its issue and its text as they are now, each once', async () => {
  const { forge, take, told } = await started();
  const { body } = forge.issue({ labels: [] });
  await take();
  await take();
  forge.issue({ state: 'closed', closedBy: 'bob' });
  await take();
  forge.issue({ ...LABELLED, state: 'open', closedBy: null, body: `${body}\r\nMore.` });
  await take();
  // Another kind of line ends is no other text.
  forge.issue({ body: body.replaceAll('\r\n', '\n') });
  await take();
  expect(await told()).toEqual([
    { kind: 'label', there: false, by: null },
    { kind: 'issue', state: 'closed', by: 'bob' },
    { kind: 'text', changed: { sha256: expect.any(String), note: expect.stringContaining('+More.') } },
    { kind: 'label', there: true, by: null },
    { kind: 'issue', state: 'open', by: null },
    { kind: 'text', changed: null },
  ]);
});

test('a label that comes back by somebody who may not write is not told', async () => {
  const { forge, take, told } = await started();
  forge.issue({ labels: [] });
  await take();
  forge.issue(LABELLED);
  forge.labellers.set(1, 'mallory');
  await take();
  await take();
  expect(await told()).toEqual([{ kind: 'label', there: false, by: null }]);
  expect(forge.said()).toEqual([expect.stringContaining('set by `mallory`')]);
});

test('an issue that was deleted is told as gone, but not while its repository cannot be seen', async () => {
  const { forge, take, told, hands } = await started();
  const { repository } = hands.github;
  forge.issues.delete(1);
  hands.github.repository = async () => ({ ok: false, reason: 'notFound', message: 'no such repository', log: null });
  expect(await take()).toEqual({ did: [], unfinished: 'no such repository' });
  hands.github.repository = repository;
  await take();
  expect(await told()).toEqual([{ kind: 'gone', why: 'issue 1 was deleted or moved' }]);
  forge.issue();
});

test('an issue that was moved to another repository is told as gone; in one that was renamed it is where it was', async () => {
  const { forge, take, told, hands } = await started();
  const { url } = forge.issue();
  const { repository } = hands.github;
  forge.issue({ url: 'https://forge.example/acme/newname/issues/1' });
  hands.github.repository = async (where) => {
    const facts = await repository(where);
    return facts.ok ? { ok: true, value: { ...facts.value, name: 'newname' } } : facts;
  };
  await take();
  expect(await told()).toEqual([]);
  hands.github.repository = repository;
  await take();
  expect(await told()).toEqual([{ kind: 'gone', why: 'it was moved to https://forge.example/acme/newname/issues/1' }]);
  forge.issue({ url });
});

test('where the ledger forgot what was told, the run is told everything again', async () => {
  const { forge, take, told, ledger, repository } = await started();
  await ledger.intake.moveCursor(`forge.example/acme/${repository.name}/1/run`, { sinceMs: 0, etag: null, seen: {} });
  await take();
  await take();
  expect(await told()).toEqual([
    { kind: 'text', changed: null },
    { kind: 'label', there: true, by: null },
    { kind: 'issue', state: 'open', by: null },
  ]);
  expect(forge.said()).toEqual([]);
});
