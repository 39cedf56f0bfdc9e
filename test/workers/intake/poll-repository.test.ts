import { expect, test } from '@jest/globals';
import { HINT, intakeId } from '../../../core/intake/intake-id.js';
import { pollRepository } from '../../../workers/intake/poll-repository.js';
import { type IntakeHouse, intakeHouse } from './intake-house.js';

async function hinted({ hands, repository }: IntakeHouse): Promise<number[][]> {
  const { events } = await hands.client.workflow.getHandle(intakeId(repository)).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signal?.signalName === HINT
      ? [JSON.parse(Buffer.from(signal.input?.payloads?.[0]?.data ?? []).toString('utf8')) as number[]]
      : [],
  );
}

test('what changed is hinted at once, and where nothing changes the forge is asked by its tag', async () => {
  const house = await intakeHouse();
  const { forge, hands, repository } = house;
  forge.issue({ number: 1 });
  forge.issue({ number: 2 });
  const poll = () => pollRepository(hands, { repository });
  expect(await poll()).toEqual({ numbers: [1, 2], problem: null });
  expect(await poll()).toEqual({ numbers: [], problem: null });
  forge.issue({ number: 2, updatedAtMs: Date.now() });
  expect(await poll()).toEqual({ numbers: [2], problem: null });
  expect(await poll()).toEqual({ numbers: [], problem: null });
  const cursor = await house.ledger.intake.cursor(`forge.example/acme/${repository.name}`);
  expect(cursor?.etag).toEqual(expect.any(String));
  expect(await hinted(house)).toEqual([[1, 2], [2]]);
});

test('where a repository cannot be read, that is said, and nothing is skipped by it', async () => {
  const house = await intakeHouse();
  const { forge, hands, repository } = house;
  forge.issue({ number: 1 });
  const { changedIssues } = hands.github;
  hands.github.changedIssues = async () => ({
    ok: false,
    reason: 'unauthorized',
    message: 'the token expired',
    log: null,
  });
  expect(await pollRepository(hands, { repository })).toEqual({ numbers: [], problem: 'the token expired' });
  hands.github.changedIssues = changedIssues;
  expect(await pollRepository(hands, { repository })).toEqual({ numbers: [1], problem: null });
});

test('a worker that dies before it wrote down how far it came gives its hints again', async () => {
  const house = await intakeHouse();
  const { forge, hands, repository, ledger } = house;
  forge.issue({ number: 1 });
  const dying = { ...ledger.intake, moveCursor: async () => Promise.reject(new Error('killed')) };
  await expect(pollRepository({ ...hands, ledger: { ...ledger, intake: dying } }, { repository })).rejects.toThrow(
    'killed',
  );
  await pollRepository(hands, { repository });
  expect(await hinted(house)).toEqual([[1], [1]]);
});
