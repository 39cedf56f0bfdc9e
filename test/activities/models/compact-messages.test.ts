import { describe, expect, test } from '@jest/globals';
import type { ModelMessage } from 'ai';
import fc from 'fast-check';
import { compactMessages } from '../../../activities/models/compact-messages.js';
import { toolCallsOf } from '../../../activities/tool-calls.js';

const BEGINNING: ModelMessage[] = [
  { role: 'system', content: 'The rules' },
  { role: 'user', content: 'The task, in full' },
];

/** A turn that called a command and was answered with so many characters. */
function turn(index: number, command: string, output: string): ModelMessage[] {
  const call = { toolCallId: `call-${index}`, toolName: 'bash' } as const;
  return [
    { role: 'assistant', content: [{ type: 'tool-call', ...call, input: { command } }] },
    {
      role: 'tool',
      content: [{ type: 'tool-result', ...call, output: { type: 'text', value: `${output}\nexit 0 in 0.1 s` } }],
    },
  ];
}

const anyTurns = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 20_000 })), { maxLength: 20 })
  .map((sizes) =>
    sizes.flatMap(([command, output], index) => turn(index, 'c'.repeat(command + 1), 'o'.repeat(output))),
  );

const size = (messages: readonly ModelMessage[]) => JSON.stringify(messages).length;

describe('a compacted conversation', () => {
  test('keeps the task, every turn and every call with its id, and is never longer', () => {
    fc.assert(
      fc.property(anyTurns, fc.integer({ min: 0, max: 60_000 }), (turns, kept) => {
        const before = [...BEGINNING, ...turns];
        const after = compactMessages(before, kept);
        expect(after.slice(0, BEGINNING.length)).toEqual(BEGINNING);
        expect(after.map(({ role }) => role)).toEqual(before.map(({ role }) => role));
        const ids = (messages: ModelMessage[]) => messages.flatMap(toolCallsOf).map(({ toolCallId }) => toolCallId);
        expect(ids(after)).toEqual(ids(before));
        expect(size(after)).toBeLessThanOrEqual(size(before));
      }),
    );
  });

  test('keeps the last two turns as they are, and of the others as much output as was asked for', () => {
    fc.assert(
      fc.property(anyTurns, fc.integer({ min: 0, max: 60_000 }), (turns, kept) => {
        const before = [...BEGINNING, ...turns];
        const after = compactMessages(before, kept);
        const last = Math.min(4, turns.length);
        expect(after.slice(after.length - last)).toEqual(before.slice(before.length - last));
        const whole = after.filter((message, index) => message.role === 'tool' && message === before[index]);
        const untouched = whole
          .slice(0, Math.max(0, whole.length - 2))
          .reduce((sum, message) => sum + size([message]), 0);
        expect(untouched).toBeLessThanOrEqual(kept + 1_000 * whole.length);
      }),
    );
  });

  test('is the same when it is made twice', () => {
    fc.assert(
      fc.property(anyTurns, fc.integer({ min: 0, max: 60_000 }), (turns, kept) => {
        const once = compactMessages([...BEGINNING, ...turns], kept);
        expect(compactMessages(once, kept)).toEqual(once);
      }),
    );
  });

  test('says of an old output how long it was and how it ended', () => {
    const turns = [0, 1, 2].flatMap((index) => turn(index, `cat file-${index}`, 'x'.repeat(1_000)));
    const [, , , dropped] = compactMessages([...BEGINNING, ...turns], 0);
    expect(JSON.stringify(dropped)).toContain(
      '[1016 bytes of old output dropped; run it again if you need them]\\nexit 0 in 0.1 s',
    );
  });

  test('shows of a long old call its beginning and its end', () => {
    const turns = [0, 1, 2].flatMap((index) => turn(index, `cat > f <<'E'\n${'y'.repeat(5_000)}\nE`, ''));
    const [, , old, , , , last] = compactMessages([...BEGINNING, ...turns], 0);
    expect(JSON.stringify(old)).toMatch(/cat > f <<'E'.*bytes left out.*E/);
    expect(JSON.stringify(last)).toContain('y'.repeat(5_000));
  });
});
