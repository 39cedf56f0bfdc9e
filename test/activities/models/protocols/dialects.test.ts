// What only one of the protocols has: where it counts cached and thought tokens, and what it wants back.
import { describe, expect, test } from '@jest/globals';
import type { ModelMessage } from 'ai';
import { interpretTurn } from '../../../../activities/models/interpret-turn.js';
import { MODEL_TOOLS } from '../../../../activities/models/model-tools.js';
import { planAnswerSchema } from '../../../../schemas/plan.js';
import { event } from '../../../doubles/event-stream.js';
import { callInput, IDENTITY } from '../model-room.js';
import { FAMILIES, type FamilyRoom, openFamilyRoom } from './families.js';

type Fields = Record<string, unknown>;
const named = (type: string, fields: Fields) => event({ type, ...fields }, type);
const [ANTHROPIC, OPENAI, GOOGLE, COMPATIBLE] = FAMILIES.map(([, family]) => family);
const SIGNATURE = 'c2lnbmF0dXJl';

/** Asks twice: the second turn holds the answer of the first and a result of its call. */
async function twoTurns(room: FamilyRoom, first: string[]) {
  room.server.script({ pieces: first }, { status: 400, body: {} });
  const request = { ...callInput().request, tools: MODEL_TOOLS };
  const called = await room.ask({ request });
  if (!called.ok) throw new Error(called.message);
  const turn = interpretTurn(called.answer);
  if (!turn.ok) throw new Error(turn.message);
  const call = called.answer.parts.find((part) => part.type === 'tool-call');
  const results: ModelMessage[] = call
    ? [
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: call.toolCallId,
              toolName: call.toolName,
              output: { type: 'text', value: 'exit 0' },
            },
          ],
        },
      ]
    : [{ role: 'user', content: 'Go on.' }];
  const messages = [...request.messages, turn.message, ...results];
  const identity = { ...IDENTITY, journalKey: 'another/step' };
  await room.ask({ identity, request: { ...request, messages } });
  return { called, second: room.server.seen[1]?.body ?? '' };
}

test('Anthropic counts cache reads and writes beside the input, and wants a thought back with its signature', async () => {
  const room = await openFamilyRoom(ANTHROPIC!);
  const { called, second } = await twoTurns(room, [
    named('message_start', {
      message: {
        id: 'm',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 30, cache_read_input_tokens: 1_900, cache_creation_input_tokens: 70, output_tokens: 1 },
      },
    }),
    named('content_block_start', { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } }),
    named('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'First I ' } }),
    named('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'look.' } }),
    named('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: SIGNATURE } }),
    named('content_block_stop', { index: 0 }),
    named('content_block_start', {
      index: 1,
      content_block: { type: 'tool_use', id: 'toolu_1', name: 'bash', input: {} },
    }),
    named('content_block_delta', { index: 1, delta: { type: 'input_json_delta', partial_json: '{"comm' } }),
    named('content_block_delta', { index: 1, delta: { type: 'input_json_delta', partial_json: 'and": "ls"}' } }),
    named('content_block_stop', { index: 1 }),
    named('message_delta', { delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 100 } }),
    named('message_stop', {}),
  ]);
  expect(called.usage).toEqual({
    inputTokens: 2_000,
    cachedInputTokens: 1_900,
    cacheWriteTokens: 70,
    outputTokens: 100,
  });
  expect(called.ok && called.answer.parts).toMatchObject([
    { type: 'reasoning', text: 'First I look.', providerOptions: { anthropic: { signature: SIGNATURE } } },
    { type: 'tool-call', toolCallId: 'toolu_1', toolName: 'bash', input: '{"command": "ls"}' },
  ]);
  expect(JSON.parse(second).messages[1].content[0]).toMatchObject({
    type: 'thinking',
    thinking: 'First I look.',
    signature: SIGNATURE,
  });
});

test('OpenAI keeps nothing, gets its thoughts back as it wrapped them, and is told where its cache is', async () => {
  const room = await openFamilyRoom(OPENAI!);
  const call = { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'bash', arguments: '{"command":"ls"}' };
  const { called, second } = await twoTurns(room, [
    ...OPENAI!.begin,
    named('response.output_item.added', {
      output_index: 0,
      item: { type: 'reasoning', id: 'rs_1', encrypted_content: null },
    }),
    named('response.output_item.done', {
      output_index: 0,
      item: { type: 'reasoning', id: 'rs_1', encrypted_content: SIGNATURE, summary: [] },
    }),
    named('response.output_item.added', { output_index: 1, item: { ...call, arguments: '' } }),
    named('response.function_call_arguments.delta', { item_id: 'fc_1', output_index: 1, delta: '{"comm' }),
    named('response.function_call_arguments.delta', { item_id: 'fc_1', output_index: 1, delta: 'and":"ls"}' }),
    named('response.output_item.done', { output_index: 1, item: { ...call, status: 'completed' } }),
    named('response.completed', {
      response: {
        id: 'resp_1',
        object: 'response',
        created_at: 1,
        model: 'm',
        status: 'completed',
        output: [],
        usage: {
          input_tokens: 2_000,
          input_tokens_details: { cached_tokens: 1_500 },
          output_tokens: 300,
          output_tokens_details: { reasoning_tokens: 250 },
          total_tokens: 2_300,
        },
      },
    }),
  ]);
  expect(called.usage).toMatchObject({ inputTokens: 2_000, cachedInputTokens: 1_500, outputTokens: 300 });
  expect(called.ok && called.answer.reasoningTokens).toBe(250);
  const [first] = room.server.seen;
  expect(JSON.parse(first?.body ?? '')).toMatchObject({
    store: false,
    prompt_cache_key: expect.stringMatching(/^\w{32}$/),
  });
  expect(JSON.parse(second).prompt_cache_key).toBe(JSON.parse(first?.body ?? '').prompt_cache_key);
  expect(second).toContain(SIGNATURE);
  expect(second).not.toContain('item_reference');
});

test('Google counts thoughts beside the output, and wants the signature of a call back', async () => {
  const room = await openFamilyRoom(GOOGLE!);
  const call = { functionCall: { name: 'bash', args: { command: 'ls' } }, thoughtSignature: SIGNATURE };
  const { called, second } = await twoTurns(room, [
    event({ candidates: [{ content: { role: 'model', parts: [{ text: 'Hm.', thought: true }] }, index: 0 }] }),
    event({
      candidates: [{ content: { role: 'model', parts: [call] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: {
        promptTokenCount: 2_000,
        cachedContentTokenCount: 1_200,
        candidatesTokenCount: 40,
        thoughtsTokenCount: 260,
        totalTokenCount: 2_300,
      },
    }),
  ]);
  expect(called.usage).toMatchObject({ inputTokens: 2_000, cachedInputTokens: 1_200, outputTokens: 300 });
  expect(called.ok && called.answer.reasoningTokens).toBe(260);
  expect(second).toContain(SIGNATURE);
});

describe('an OpenAI-compatible endpoint', () => {
  const delta = (fields: Fields, finish: string | null = null) =>
    event({ id: 'c', choices: [{ index: 0, delta: fields, finish_reason: finish }] });
  const usage = (figures: Fields) => event({ id: 'c', choices: [], usage: figures });

  test('is asked for usage, and a call in pieces is put together', async () => {
    const room = await openFamilyRoom(COMPATIBLE!);
    const { called } = await twoTurns(room, [
      delta({ role: 'assistant', content: null }),
      delta({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'bash', arguments: '' } }] }),
      ...['{"com', 'mand": ', '"ls"}'].map((piece) =>
        delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
      ),
      delta({}, 'tool_calls'),
      usage({
        prompt_tokens: 2_000,
        completion_tokens: 100,
        prompt_tokens_details: { cached_tokens: 900 },
      }),
    ]);
    expect(called.usage).toMatchObject({ inputTokens: 2_000, cachedInputTokens: 900, outputTokens: 100 });
    expect(called.ok && called.answer.parts).toMatchObject([{ toolCallId: 'call_1', input: '{"command": "ls"}' }]);
    expect(JSON.parse(room.server.seen[0]?.body ?? '')).toMatchObject({ stream_options: { include_usage: true } });
  });

  const thinking = [delta({ reasoning_content: 'Hm.' }), delta({ content: 'I am done.' }), delta({}, 'stop')];

  test.each([
    ['within the output', { completion_tokens: 300, completion_tokens_details: { reasoning_tokens: 250 } }, 300],
    ['beside it', { completion_tokens: 50, completion_tokens_details: { reasoning_tokens: 250 } }, 300],
    [
      'beside it, as its total says',
      { completion_tokens: 260, completion_tokens_details: { reasoning_tokens: 250 }, total_tokens: 2_510 },
      510,
    ],
  ])('has thought counted as output where its figure has it %s', async (_, figures, outputTokens) => {
    const room = await openFamilyRoom(COMPATIBLE!);
    room.server.script({ pieces: [...thinking, usage({ prompt_tokens: 2_000, ...figures })] });
    expect((await room.ask()).usage).toMatchObject({ outputTokens });
  });

  test('that shows thought and does not say how much of it was billed is booked at the worst case', async () => {
    const room = await openFamilyRoom(COMPATIBLE!);
    room.server.script({ pieces: [...thinking, usage({ prompt_tokens: 2_000, completion_tokens: 60 })] });
    await room.ask();
    const [row] = await room.ledger.journal.attempts(IDENTITY.journalKey);
    expect(row?.chargedMicroUsd).toBe(row?.worstMicroUsd);
  });

  test('that cannot stream and is asked to is told how to be asked', async () => {
    const room = await openFamilyRoom(COMPATIBLE!);
    room.server.script({ body: '{"choices": []}' });
    expect(await room.ask()).toMatchObject({ answer: { unreadable: expect.stringContaining('stream: false') } });
  });
});

test.each(FAMILIES)('%s is told the form of an answer', async (_, family) => {
  const room = await openFamilyRoom(family);
  room.server.script({ status: 400, body: {} });
  const request = { ...callInput().request, answerSchema: { name: 'plan', schema: planAnswerSchema } };
  await room.ask({ request });
  expect(room.server.seen[0]?.body).toContain('dependsOn');
});
