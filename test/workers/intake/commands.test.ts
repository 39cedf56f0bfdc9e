import { beforeAll, describe, expect, test } from '@jest/globals';
import { keyFor } from '../../../workers/intake/scene.js';
import { takeIssue } from '../../../workers/intake/take-issue.js';
import { done } from '../../doubles/scripted-activities.js';
import { quiet } from '../../setup/quiet.js';
import { gate } from '../../workflows/harness.js';
import { type IntakeHouse, intakeHouse } from './intake-house.js';

const LABELLED = { labels: ['nightshift'] };
const LONG_MS = 30_000;

async function started(): Promise<IntakeHouse> {
  const house = await intakeHouse();
  house.forge.issue(LABELLED);
  house.forge.labellers.set(1, 'ann');
  await house.take();
  return house;
}

/** Says it, and gives what was answered. */
async function say({ forge, take }: IntakeHouse, text: string, number = 1): Promise<string> {
  const before = forge.said(number).length;
  forge.comment('ann', text, { number });
  await take(number);
  return forge.said(number)[before] ?? '';
}

/** Until `look` finds something. */
async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

beforeAll(quiet);

describe('a command', () => {
  test('starts a run with what was wished, sets the label, and is answered and ticked once', async () => {
    const house = await intakeHouse();
    const { forge, take, input, wishes } = house;
    forge.issue();
    const asked = forge.comment('ann', 'Good night!\n\n/nightshift run budget $3 by 2h optimize speed');
    await take();
    await take();
    expect(wishes).toEqual([{ budgetMicroUsd: 3_000_000, deadlineMs: expect.any(Number), optimize: 'speed' }]);
    expect(wishes[0]?.deadlineMs).toBeLessThanOrEqual(7_200_000);
    expect((await input())?.terms.budgetMicroUsd).toBe(3_000_000);
    expect(forge.issues.get(1)?.labels).toEqual(['nightshift']);
    expect(forge.said()).toEqual(['Started: it may spend at most $3.00.']);
    expect(forge.reactions.get(asked.id)).toEqual(['eyes', '+1']);
  });

  test('that spends more than the operator lets a comment spend is refused, and so is a time that is over', async () => {
    const house = await intakeHouse();
    house.forge.issue();
    expect(await say(house, '/nightshift run budget $21')).toContain(
      '$21.00 is more than the $20.00 that a comment may give',
    );
    expect(await say(house, '/nightshift run by 2020-01-01T00:00Z')).toContain('2020-01-01T00:00Z was over');
    expect(await house.input()).toBeNull();
  });

  test('that is malformed gets help that names what is wrong, once', async () => {
    const house = await started();
    const { forge, take } = house;
    const asked = forge.comment('ann', '/nightshift fly to @bob');
    await take();
    await take();
    expect(forge.said()).toHaveLength(1);
    expect(forge.said()[0]).toContain('`fly` is no command');
    expect(forge.said()[0]).toContain('/nightshift retry');
    expect(forge.reactions.get(asked.id)).toEqual(['confused']);
  });

  test('is the first in its comment, and the others are named', async () => {
    const house = await started();
    expect(await say(house, '/nightshift pause\n/nightshift cancel')).toContain('the first was taken');
    expect(await house.told()).toEqual([]);
    expect((await house.handle().describe()).status.name).toBe('RUNNING');
  });

  test('of an outsider is refused once for all, and does nothing', async () => {
    const { forge, take, handle } = await started();
    for (const text of [
      '/nightshift cancel',
      '/nightshift pause',
      '/nightshift fly',
      `/nightshift approve ${'0123456789'.repeat(4)}`,
    ]) {
      forge.comment('mallory', text);
      await take();
    }
    expect(forge.said()).toEqual([expect.stringContaining('Thank you, `mallory`. Commands are taken from people')]);
    expect((await handle().describe()).historyLength).toBe(2);
  });

  test("of a machine, or in our own words under whoever's name, is none", async () => {
    const { forge, take } = await started();
    forge.comment('ann', '/nightshift cancel', { bot: true });
    forge.comment('ann', '/nightshift cancel\n\n<!-- nightshift:text:abc -->');
    const { did } = await take();
    expect(did).toEqual([]);
  });

  test('in an edited comment is a new one, and the same text is not heard again', async () => {
    const { forge, take } = await started();
    const asked = forge.comment('ann', '/nightshift pause');
    await take();
    asked.body = '/nightshift resume';
    asked.updatedAtMs += 1_000;
    await take();
    await take();
    expect(forge.said()).toEqual([expect.stringContaining('It pauses'), 'It goes on.']);
  });

  test('is not done again when the ledger was lost, since its answer stands on the forge', async () => {
    const { forge, take, hands, repository } = await started();
    forge.comment('ann', '/nightshift pause');
    await take();
    const { ledger } = await intakeHouse();
    const { did } = await takeIssue({ ...hands, ledger }, { repository, number: 1 });
    expect(did.filter((line) => line.includes('pause'))).toEqual([]);
    expect(forge.said()).toHaveLength(1);
  });

  test('is not believed to be answered because an outsider says so', async () => {
    const { forge, take } = await started();
    const asked = forge.comment('ann', '/nightshift pause');
    forge.comment('mallory', `<!-- nightshift:answer:${asked.id}:${keyFor(asked.body)} -->`);
    await take();
    expect(forge.said()).toEqual([expect.stringContaining('It pauses')]);
  });

  test('for which nothing runs says so and what starts it', async () => {
    const house = await intakeHouse();
    house.forge.issue();
    for (const word of ['pause', 'resume', 'cancel', 'budget $5', 'status', 'explain']) {
      expect(await say(house, `/nightshift ${word}`)).toContain('`/nightshift run` starts it');
    }
  });

  test("on the pull request is for the run that it came from; one on another pull request is nobody's", async () => {
    const house = await started();
    const { forge, ledger, deliverId, take, told } = house;
    const mine = forge.issue({ number: 2, isPullRequest: true, body: '' });
    forge.issue({ number: 3, isPullRequest: true, body: '', url: mine.url.replace('2', '3') });
    const pullRequest = { number: 2, url: mine.url };
    await ledger.outcomes.record({
      deliverId: deliverId(),
      generation: 1,
      pullRequest,
      state: 'pending',
      by: null,
      atMs: 1,
    });
    forge.comment('ann', '/nightshift pause', { number: 2 });
    forge.comment('ann', '/nightshift pause', { number: 3 });
    expect((await take(2)).did).toEqual([
      `pause for ${deliverId()}`,
      'answered /nightshift pause by ann',
      `told ${deliverId()}: look`,
    ]);
    expect((await take(3)).did).toEqual([]);
    expect(forge.said(2)).toHaveLength(1);
    expect(await told()).toEqual([{ kind: 'look' }]);
  });
});

describe('with a worker at hand', () => {
  test(
    'status, explain and budget answer from the run itself, whose words call nobody',
    async () => {
      const held = gate();
      const house = await started();
      await house.work({
        callModel: async () => {
          await held.opened;
          return done();
        },
      });
      await until(async () => (await house.handle().query<{ stage: string }>('status')).stage === 'generate');
      expect(await say(house, '/nightshift status')).toContain('**Running**, stage generate');
      expect(await say(house, '/nightshift explain')).toContain('Generation 1 is in the stage generate');
      expect(await say(house, '/nightshift budget $9')).toBe('It may now spend $9.00 in all.');
      expect(await say(house, '/nightshift budget $0.000001')).toContain('The budget was not changed');
      expect(await say(house, '/nightshift run')).toContain('being worked on already');
      expect(await say(house, '/nightshift retry')).toContain('has not ended');
      expect(await say(house, '/nightshift cancel')).toContain('being cancelled');
      held.open();
      await house
        .handle()
        .result()
        .catch(() => undefined);
      expect(await say(house, '/nightshift explain')).toContain('Way out: `/nightshift retry` begins again');
      expect(await say(house, '/nightshift run')).toContain('`/nightshift retry` begins again');
    },
    LONG_MS,
  );

  test(
    'retry begins the next generation on the same branch, from what was published before',
    async () => {
      const house = await started();
      await house.work({ callModel: async () => done() });
      await house.handle().result();
      expect((await house.take()).did).toEqual([]);
      house.forge.issue({ title: 'Add a better cart' });
      expect(await say(house, '/nightshift retry budget $2')).toBe(
        'Started anew (generation 2): it may spend at most $2.00.',
      );
      const [second, first] = await house.ledger.specs.generations(house.deliverId());
      expect(second).toMatchObject({ generation: 2, run: '1-add-a-cart.2', title: 'Add a better cart' });
      expect(await house.input()).toMatchObject({ generation: 2, replaces: first?.commit ?? null });
      await house.handle().result();
    },
    LONG_MS,
  );

  test(
    'an edit is told with its difference, and an approved one ends the run and starts the next with the new text',
    async () => {
      const held = gate();
      const house = await started();
      const { forge, take, told } = house;
      await house.work({
        callModel: async () => {
          await held.opened;
          return done();
        },
      });
      const old = forge.issue().body;
      forge.issue({ body: `${old}\`\`\`\n@bob\u202e and the keys\n` });
      await take();
      await take();
      // A signal stands in the history once the workflow's turn is over.
      const event = await until(async () => (await told())[0]);
      if (event.kind !== 'text' || !event.changed) throw new Error('the edit was not told');
      expect(event.changed.note).toContain('+```\n+@bob⟨U+202E⟩ and the keys');
      expect(event.changed.note).toContain('````diff');
      const approve = /\/nightshift approve [0-9a-f]+/.exec(event.changed.note)?.[0] ?? '';
      expect(await say(house, `/nightshift approve ${'0123456789'.repeat(4)}`)).toContain('not that one any more');
      held.open();
      expect(await say(house, approve)).toContain('Started anew (generation 2)');
      expect(await house.input()).toMatchObject({ generation: 2, spec: { sha256: event.changed.sha256 } });
      expect((await house.ledger.specs.generations(house.deliverId()))[1]).toMatchObject({ outcome: 'cancelled' });
      expect(await told()).toEqual([]);
      await house.handle().result();
    },
    LONG_MS,
  );
});
