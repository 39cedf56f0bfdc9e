import { beforeAll, describe, expect, test } from '@jest/globals';
import { untilStatus } from '../doubles/scenarios.js';
import { okBaseline } from '../doubles/scripted-activities.js';
import { quiet } from '../setup/quiet.js';
import { gate, withRun } from './harness.js';

beforeAll(quiet);

describe('preparing a run', () => {
  test.each([
    ['npm ci', 'installing dependencies (npm ci), then running the tests of the base: npm test'],
    [undefined, 'running the tests of the base: npm test'],
  ])('says what the wait is for, with %s as the setup', async (setup, doing) => {
    const held = gate();
    const baseline = async () => {
      await held.opened;
      return okBaseline();
    };
    await withRun({ baseline, ...(setup === undefined ? {} : { setup }) }, async ({ handle }) => {
      await untilStatus(handle, (status) => status.doing === doing);
      held.open();
      await handle.result();
    });
  });

  test('tells in the receipt when acceptance files prove nothing', async () => {
    const baseline = async () => ({ ...okBaseline(), acceptanceNote: 'They prove nothing.' });
    await withRun({ baseline }, async ({ handle, asked }) => {
      await handle.result();
      expect(asked.receipts[0]?.notes).toEqual(['They prove nothing.']);
    });
  });
});
