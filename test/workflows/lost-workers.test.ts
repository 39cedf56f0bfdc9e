import { beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { aVerdict } from '../doubles/records.js';
import { quiet } from '../setup/quiet.js';
import { withRun } from './harness.js';

beforeAll(quiet);

/** More than the attempts that a judgement has. */
const TIMES = 7;

/** Fails so often, at once each time, and then judges. */
function failingJudge(type: string) {
  const judged = { times: 0 };
  const judge = async () => {
    judged.times += 1;
    if (judged.times > TIMES) return aVerdict();
    throw ApplicationFailure.create({ type, message: `${type} ${judged.times}`, nextRetryDelay: '1 millisecond' });
  };
  return { judged, judge };
}

describe('a step that is handed back by one worker after the other', () => {
  test('is done in the end: what its workers held does not count as a failure of the step', async () => {
    const { judged, judge } = failingJudge('WorkerStopped');
    await withRun({ judge }, async ({ handle }) => {
      expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
      expect(judged.times).toBe(TIMES + 1);
    });
  });

  test('still ends where it fails by itself', async () => {
    const { judged, judge } = failingJudge('SandboxUnavailable');
    await withRun({ judge }, async ({ handle }) => {
      await expect(handle.result()).rejects.toMatchObject({ cause: { message: 'SandboxUnavailable 5' } });
      expect(judged.times).toBe(5);
    });
  });
});
