// One try turn by turn: what ends it, what the model is told before, and what is sent again.
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { CallModelInput, CallModelResult } from '../../core/model-activities.js';
import { SAME_CALLS_MAX, SAME_ERROR_MAX, TURNS_WITHOUT_CHANGE_MAX } from '../../core/stuck.js';
import { DEFAULT_TRY_LIMITS } from '../../core/terms.js';
import { aVerdict } from '../doubles/records.js';
import {
  CALL_MICRO_USD,
  conversation,
  done,
  failedVerdict,
  type Script,
  wantsTool,
} from '../doubles/scripted-activities.js';
import type { ScriptedRun } from '../doubles/scripted-run.js';
import { quiet } from '../setup/quiet.js';
import { withRun } from './harness.js';

beforeAll(quiet);

const USELESS: CallModelResult = {
  ok: false,
  reason: 'emptyAnswer',
  message: 'the answer holds neither text nor a tool call',
  chargedMicroUsd: CALL_MICRO_USD,
  usage: { inputTokens: 10, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 },
  replayed: false,
};

/** Answers in turn; the last one again and again. */
function inTurn(...answers: CallModelResult[]): (input: CallModelInput) => Promise<CallModelResult> {
  let next = 0;
  return async () => answers[Math.min(next++, answers.length - 1)] ?? done();
}

function wants(calls: string, bytes = conversation.bytes): CallModelResult {
  return { ...wantsTool(), calls, conversation: { ...conversation, bytes } } as CallModelResult;
}

const UNCHANGED = { commit: 'base' };
const ONE_TRY = { repairsMax: 0 };

async function firstTry({ handle, asked }: ScriptedRun) {
  await handle.result();
  const [first] = asked.receipts[0]?.candidates ?? [];
  if (!first) throw new Error('nothing was tried');
  return first;
}

describe('an answer that cannot be used', () => {
  test('is booked and told to the model once, and the try goes on where that helps', async () => {
    const callModel = inTurn(wantsTool(), USELESS, wantsTool(), USELESS, done());
    await withRun({ callModel }, async (run) => {
      expect(await firstTry(run)).toMatchObject({ end: 'finished', turns: 5, chargedMicroUsd: 5 * CALL_MICRO_USD });
      expect(run.asked.calls.map(({ note }) => note ?? '')).toEqual([
        '',
        '',
        expect.stringContaining('neither text'),
        '',
        expect.any(String),
      ]);
    });
  });

  test('ends the try with its reason when the next one cannot be used either', async () => {
    await withRun({ callModel: inTurn(USELESS), judge: async () => failedVerdict() }, async (run) => {
      expect(await firstTry(run)).toMatchObject({
        end: 'unusableAnswer',
        note: 'the answer holds neither text nor a tool call',
        turns: 2,
        chargedMicroUsd: 2 * CALL_MICRO_USD,
      });
    });
  });

  test('may also be a call of what does not exist, which its own answer tells', async () => {
    const runTools = () => ({ ...UNCHANGED, unusable: 'no tool "browser"' });
    const script = { callModel: inTurn(wants('a'), wants('b')), runTools, judge: async () => failedVerdict() };
    await withRun(script, async (run) => {
      expect(await firstTry(run)).toMatchObject({ end: 'unusableAnswer', note: 'no tool "browser"', turns: 2 });
    });
  });

  test('is also the end of a try that has changed nothing: it is asked once more', async () => {
    const script: Script = { callModel: inTurn(done(), wantsTool(), done()), asksAgain: true };
    await withRun(script, async (run) => {
      expect(await firstTry(run)).toMatchObject({ end: 'finished', note: '', turns: 3 });
      expect(run.asked.calls[1]?.note).toContain('without having changed anything');
    });
    await withRun({ callModel: inTurn(done()), asksAgain: true }, async (run) => {
      expect(await firstTry(run)).toMatchObject({ end: 'finished', note: expect.stringContaining('twice'), turns: 2 });
    });
  });
});

describe('a try that goes round in circles ends, and the model is told before', () => {
  const stuck = (script: Script, turns: number, note: RegExp, warned: RegExp, warnedAt = turns - 1) =>
    withRun(
      { ...script, judge: async () => failedVerdict() },
      async (run) => {
        expect(await firstTry(run)).toMatchObject({ end: 'stuck', turns, note: expect.stringMatching(note) });
        expect(run.asked.calls[warnedAt]?.note).toMatch(warned);
      },
      ONE_TRY,
    );

  test('when the same call is made again on the same files', async () => {
    const script = { callModel: inTurn(wants('cat a')), runTools: () => UNCHANGED };
    await stuck(script, SAME_CALLS_MAX, /same call/, /Once more would end/);
  });

  test('when no file is changed for many turns', async () => {
    let turn = 0;
    const callModel = async () => wants(`look ${turn++}`);
    await stuck(
      { callModel, runTools: () => UNCHANGED },
      TURNS_WITHOUT_CHANGE_MAX,
      /no file was changed/,
      /Change something within 3 turns/,
      TURNS_WITHOUT_CHANGE_MAX - 3,
    );
  });

  test('when the same error comes back whatever is changed', async () => {
    let turn = 0;
    const callModel = async () => wants(`edit ${turn++}`);
    await stuck({ callModel, runTools: () => ({ failing: 'e' }) }, SAME_ERROR_MAX, /same error/, /another cause/);
  });

  test('but not when the same tests are run after each change', async () => {
    const script = { callModel: inTurn(...Array.from({ length: 6 }, () => wants('npm test')), done()) };
    await withRun(script, async (run) => {
      expect(await firstTry(run)).toMatchObject({ end: 'finished', turns: 7 });
    });
  });
});

test('the model is told when three turns are left', async () => {
  const tryLimits = { ...DEFAULT_TRY_LIMITS, turns: 5 };
  await withRun(
    { callModel: inTurn(wantsTool()), judge: async () => failedVerdict() },
    async (run) => {
      expect(await firstTry(run)).toMatchObject({ end: 'turnLimit', turns: 5 });
      expect(run.asked.calls.map(({ note }) => note ?? '').slice(0, 5)).toEqual([
        '',
        '',
        expect.stringContaining('3 turns are left'),
        '',
        '',
      ]);
    },
    { ...ONE_TRY, tryLimits },
  );
});

test('a conversation that has grown is made shorter before it is sent again', async () => {
  const callModel = inTurn(wants('a', 10_000), wants('b', 500_000), wants('c', 20_000), done());
  await withRun({ callModel }, async (run) => {
    expect(await firstTry(run)).toMatchObject({ end: 'finished', turns: 4 });
    expect(run.asked.compacted.map((one) => one.conversation.bytes)).toEqual([500_000]);
    expect(run.asked.calls[2]?.conversation.bytes).toBeLessThan(20_000);
  });
});

test('the receipt counts what was sent again although the turn before had sent it', async () => {
  const usage = (inputTokens: number, cachedInputTokens: number) => ({
    inputTokens,
    cachedInputTokens,
    cacheWriteTokens: 0,
    outputTokens: 1,
  });
  const callModel = inTurn(
    { ...wantsTool(), usage: usage(100, 50) },
    { ...wantsTool(), usage: usage(150, 100) },
    { ...done(), usage: usage(300, 20) },
  );
  await withRun({ callModel }, async (run) => {
    expect((await firstTry(run)).resentTokens).toBe(130);
  });
});

describe('a repair', () => {
  const judgedOnce = () => {
    const verdicts = [failedVerdict()];
    return async () => verdicts.shift() ?? aVerdict();
  };
  const long = { ...done(), conversation: { ...conversation, bytes: 300_000 } } as CallModelResult;

  test('goes on in the conversation of its try where that is cheaper', async () => {
    await withRun({ callModel: inTurn(wantsTool(), done()), judge: judgedOnce() }, async ({ handle, asked }) => {
      await handle.result();
      expect(asked.repairs.map(({ continues }) => continues)).toEqual([conversation]);
    });
  });

  test('begins afresh where the conversation has grown long', async () => {
    await withRun({ callModel: inTurn(wantsTool(), long), judge: judgedOnce() }, async ({ handle, asked }) => {
      await handle.result();
      expect(asked.repairs.map(({ continues }) => continues)).toEqual([undefined]);
    });
  });

  test('begins as the terms say where they do', async () => {
    const script = () => ({ callModel: inTurn(wantsTool(), long), judge: judgedOnce() });
    await withRun(
      script(),
      async ({ handle, asked }) => {
        await handle.result();
        expect(asked.repairs[0]?.continues?.bytes).toBe(300_000);
      },
      { repairContext: 'continued' },
    );
  });
});
