// A token that expires in the night: what the issue could not be told is told once there is a valid one, and nothing else.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { MESSAGES } from '../../core/deliver.js';
import { until, untilStatus } from '../doubles/scenarios.js';
import { done } from '../doubles/scripted-activities.js';
import { PULL_REQUEST, type ScriptedForge } from '../doubles/scripted-forge.js';
import { quiet } from '../setup/quiet.js';
import { gate, withIssueRun } from './harness.js';

beforeAll(quiet);

const EXPIRED = { ok: false, reason: 'unauthorized', message: 'Bad credentials', log: null } as const;

/** What the issue is told, and the opening of the pull request, need a token that may or may not be valid. */
function tokenOf(isValid: boolean) {
  const token = { isValid };
  const prepare = (forge: ScriptedForge) => {
    forge.news = { state: 'closed', by: 'ann' };
    forge.answers.show = () => (token.isValid ? undefined : EXPIRED);
    forge.answers.comment = () => (token.isValid ? undefined : EXPIRED);
    forge.answers.open = () => (token.isValid ? { ok: true, pullRequest: PULL_REQUEST } : EXPIRED);
  };
  return { token, prepare };
}

describe('while our token is not valid', () => {
  test('the issue is told later how things stand, in the middle of a run as at its end', async () => {
    const [held, asking] = [gate(), gate()];
    const callModel = async () => {
      asking.open();
      await held.opened;
      return done();
    };
    const { token, prepare } = tokenOf(false);
    // The tests of what came of it pass, but it cannot be published: nobody mends that.
    const isSecret = { ok: false, reason: 'secretFound', message: 'There is a key in it.', log: null } as const;
    await withIssueRun(
      { callModel },
      async ({ handle, forge }) => {
        await asking.opened;
        await until(() => forge.shown.length === 1);
        token.isValid = true;
        await handle.signal(MESSAGES.resume);
        await until(() => forge.shown.at(-1)?.status.stage === 'generate');
        token.isValid = false;
        forge.answers.push = () => isSecret;
        held.open();
        await until(() => forge.shown.at(-1)?.status.stage === 'ended');
        expect((await handle.describe()).status.name).toBe('RUNNING');
        token.isValid = true;
        await handle.signal(MESSAGES.resume);
        expect(await handle.result()).toMatchObject({ outcome: 'failed' });
        expect(forge.shown.at(-1)).toMatchObject({ state: 'failed', status: { stage: 'ended' } });
      },
      { prepare },
    );
  });

  test('a run that a person cancels ends at once all the same', async () => {
    const { prepare } = tokenOf(false);
    await withIssueRun(
      {},
      async ({ handle }) => {
        await untilStatus(handle, ({ paused }) => paused === 'mend');
        await handle.cancel();
        await expect(handle.result()).rejects.toThrow();
      },
      { prepare },
    );
  });

  test('the complaint about it is not made once it is valid again', async () => {
    const { token, prepare } = tokenOf(false);
    await withIssueRun(
      {},
      async ({ handle, forge }) => {
        await untilStatus(handle, ({ paused }) => paused === 'mend');
        token.isValid = true;
        await handle.signal(MESSAGES.resume);
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        expect([...forge.comments.keys()]).toEqual([]);
        expect(forge.shown.at(-1)).toMatchObject({ state: 'delivered', status: { stage: 'ended' } });
      },
      { prepare },
    );
  });
});
