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
  test('keeps the task and every word of people and of the engine, and answers each call that it keeps', () => {
    fc.assert(
      fc.property(anyTurns, fc.integer({ min: 0, max: 60_000 }), (turns, kept) => {
        const told = turns.flatMap((message, index): ModelMessage[] =>
          index % 6 === 1 ? [message, { role: 'user', content: `note ${index}` }] : [message],
        );
        const before = [...BEGINNING, ...told];
        const after = compactMessages(before, kept);
        expect(after.slice(0, BEGINNING.length)).toEqual(BEGINNING);
        const words = (messages: ModelMessage[]) => messages.filter(({ role }) => role === 'user');
        expect(words(after).filter(({ content }) => !String(content).startsWith('What you did'))).toEqual(
          words(before),
        );
        const answered = after.flatMap(({ role, content }) =>
          role === 'tool' && Array.isArray(content)
            ? content.map((part) => ('toolCallId' in part ? part.toolCallId : ''))
            : [],
        );
        expect(answered).toEqual(after.flatMap(toolCallsOf).map(({ toolCallId }) => toolCallId));
      }),
    );
  });

  test('has a bound, however many turns there were', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 60_000 }), (count, kept) => {
        const turns = Array.from({ length: count }, (_, index) => turn(index, 'c'.repeat(700), 'o'.repeat(2_000)));
        const after = compactMessages([...BEGINNING, ...turns.flat()], kept);
        expect(size(after)).toBeLessThan(kept + 35_000);
        expect(size(after)).toBeLessThanOrEqual(size([...BEGINNING, ...turns.flat()]));
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

  test('tells turns of long ago in a line each, also when it is made shorter again', () => {
    const turns = Array.from({ length: 14 }, (_, index) => turn(index, `cat file-${index}\nls`, 'x'.repeat(1_000)));
    const once = compactMessages([...BEGINNING, ...turns.flat()], 0);
    const more = Array.from({ length: 3 }, (_, index) => turn(20 + index, `edit ${index}`, 'y'.repeat(1_000)));
    const [, , lines] = compactMessages([...once, ...more.flat()], 0);
    expect(lines).toEqual({
      role: 'user',
      content: [
        'What you did before, in short:',
        ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((index) => `- bash cat file-${index} ls -> exit 0 in 0.1 s`),
      ].join('\n'),
    });
  });
});
