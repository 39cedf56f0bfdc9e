import { describe, expect, test } from '@jest/globals';
import type { ModelMessage } from 'ai';
import type { Answer } from '../../../activities/models/answer.js';
import { doubtUsage, type Evidence } from '../../../activities/models/doubt-usage.js';
import { prepareRequest } from '../../../activities/models/model-request.js';
import type { ReasoningEffort } from '../../../core/generator.js';
import { GENERATOR } from './model-room.js';

const BRIEF: ModelMessage[] = [{ role: 'user', content: 'Mend the cache, please. '.repeat(400) }];
const TURN: ModelMessage[] = [
  { role: 'assistant', content: [{ type: 'text', text: 'Let me look.' }] },
  { role: 'user', content: 'exit 0\n'.repeat(20) },
];
/** As a tokenizer counts them, about. */
const BRIEF_TOKENS = 2_400;
const TURN_TOKENS = 70;

const asked = (messages: ModelMessage[]) => prepareRequest(GENERATOR, { messages, tools: [], answerSchema: null });
const tokens = (inputTokens: number, outputTokens = 20) => ({
  inputTokens,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens,
});

function answer(changes: Partial<Answer> = {}): Answer {
  const parts: Answer['parts'] = [{ type: 'text', text: 'I mended the cache and ran the tests.' }];
  return { parts, finish: 'stop', usage: tokens(BRIEF_TOKENS), unreadable: null, ...changes };
}

function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    generator: GENERATOR,
    kind: 'openai-compatible',
    request: asked(BRIEF),
    answer: answer(),
    earlier: null,
    ...changes,
  };
}

describe('figures are doubted', () => {
  test.each<[string, Partial<Answer>, string]>([
    ['that are not there', { usage: null }, 'no usage'],
    ['of half the input', { usage: tokens(BRIEF_TOKENS / 2) }, 'input tokens, and the request has at least'],
    ['of half the output', { usage: tokens(BRIEF_TOKENS, 4) }, 'output tokens, and the answer has at least'],
    [
      'that leave out what was thought',
      { usage: tokens(BRIEF_TOKENS, 40), reasoningTokens: 38 },
      'output tokens, and the answer has at least',
    ],
  ])('%s', (_, changes, why) => {
    expect(doubtUsage(evidence({ answer: answer(changes) }))).toContain(why);
  });

  test('but not when they are honest, with what was thought among them', () => {
    expect(doubtUsage(evidence())).toBeNull();
    const thought = { usage: tokens(BRIEF_TOKENS, 540), reasoningTokens: 520 };
    expect(doubtUsage(evidence({ answer: answer(thought) }))).toBeNull();
  });

  test('never for an answer that was cut at the output limit, however much of it is shown', () => {
    const { maxOutputTokens } = GENERATOR.settings;
    const parts: Answer['parts'] = [{ type: 'text', text: 'word '.repeat(2 * maxOutputTokens) }];
    const cut = answer({ parts, usage: tokens(BRIEF_TOKENS, maxOutputTokens), finish: 'length' });
    expect(doubtUsage(evidence({ answer: cut }))).toBeNull();
  });
});

describe('figures of a later turn', () => {
  const request = asked([...BRIEF, ...TURN]);
  const laterTurn = (before: number, now: number, earlier = asked(BRIEF)) =>
    doubtUsage(
      evidence({
        request,
        earlier: { request: earlier, usage: tokens(before) },
        answer: answer({ usage: tokens(now) }),
      }),
    );

  test('are believed when the request grew as its figures did', () => {
    expect(laterTurn(BRIEF_TOKENS, BRIEF_TOKENS + TURN_TOKENS)).toBeNull();
  });

  test('are doubted when there are fewer than for the beginning, though the count of words would let them pass', () => {
    const dense = 3 * BRIEF_TOKENS;
    expect(laterTurn(dense, dense)).toBeNull();
    expect(laterTurn(dense, dense * 0.8)).toContain('for the beginning of the same request');
  });

  test('are doubted when they grew faster than any text can: the figure before was too low', () => {
    const dense = 8 * BRIEF_TOKENS;
    expect(laterTurn(dense / 2, dense + TURN_TOKENS)).toContain('for most of the same request');
  });

  test('may shrink by what was thought in the turn before', () => {
    const thought: ModelMessage = { role: 'assistant', content: [{ type: 'reasoning', text: 'hm '.repeat(3_000) }] };
    const earlier = asked([...BRIEF, thought, { role: 'user', content: 'go on' }]);
    expect(laterTurn(BRIEF_TOKENS + 3_000, BRIEF_TOKENS + TURN_TOKENS, earlier)).toBeNull();
    expect(laterTurn(BRIEF_TOKENS + 3_000, BRIEF_TOKENS + TURN_TOKENS)).not.toBeNull();
  });
});

describe('a reasoning model without a breakdown', () => {
  const thinking = answer({
    parts: [{ type: 'reasoning', text: 'Hm.' }, ...answer().parts],
    usage: tokens(BRIEF_TOKENS, 90),
  });
  const told = (reasoningEffort: ReasoningEffort) => ({
    ...GENERATOR,
    settings: { ...GENERATOR.settings, reasoningEffort },
  });

  test('is doubted when it shows that it thought, or was told to', () => {
    expect(doubtUsage(evidence({ answer: thinking }))).toContain('reasons');
    expect(doubtUsage(evidence({ generator: told('low') }))).toContain('reasons');
    expect(doubtUsage(evidence({ generator: told('low'), kind: 'openai' }))).toContain('reasons');
    expect(doubtUsage(evidence({ generator: told('none') }))).toBeNull();
  });

  test('is believed with a breakdown, and where the protocol has none because output holds what was thought', () => {
    expect(doubtUsage(evidence({ answer: { ...thinking, reasoningTokens: 60 } }))).toBeNull();
    expect(doubtUsage(evidence({ answer: thinking, kind: 'anthropic', generator: told('high') }))).toBeNull();
    expect(doubtUsage(evidence({ kind: 'google', generator: told('minimal') }))).toBeNull();
  });
});
