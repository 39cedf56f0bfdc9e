import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { appendMessage, readLastMessage } from '../../../activities/conversation.js';
import { homeIn } from '../../../activities/home.js';
import { createModelActivities } from '../../../activities/models/model-activities.js';
import { FAILURES_IN_A_ROW } from '../../../activities/models/provider-breakers.js';
import { createWorkspace } from '../../../activities/workspace/create-workspace.js';
import type { Workspace } from '../../../activities/workspace/workspace.js';
import type { Conversation } from '../../../core/candidate.js';
import type { CallModelResult, ModelActivities } from '../../../core/model-activities.js';
import { bashInput } from '../../../schemas/tools.js';
import { cancelWhileGenerating } from '../../doubles/cancel-while-generating.js';
import { openAiAnswer, type Reply } from '../../doubles/model-server.js';
import { testServer } from '../../setup/temporal.js';
import { temporaryFolder } from '../ledger/temporary-ledger.js';
import { ALLOWANCE_MICRO_USD, asActivity, GENERATOR, IDENTITY, type ModelRoom, openModelRoom } from './model-room.js';

const bash = (command: string) => ({ name: 'bash', arguments: JSON.stringify({ command }) });

interface Try extends ModelRoom {
  /** Those of one worker. Absent: each turn is done by another. */
  activities?: ModelActivities;
  conversation: Conversation;
}

async function beginTry(): Promise<Try> {
  const room = await openModelRoom();
  const { artifacts } = room.ledger;
  const begun = await appendMessage(artifacts, null, { role: 'system', content: 'You are an engineer.' });
  return { ...room, conversation: await appendMessage(artifacts, begun, { role: 'user', content: 'Mend the cache.' }) };
}

function workspaceIn(folder = temporaryFolder()): Workspace {
  return createWorkspace({ home: homeIn({ state: folder, cache: folder, config: folder }) });
}

function turn(one: Try, number: number, conversation = one.conversation): Promise<CallModelResult> {
  const activities = one.activities ?? createModelActivities({ ...one, workspace: workspaceIn() }, one.providers);
  const identity = { ...IDENTITY, journalKey: `try/${number}` };
  const input = { identity, generator: GENERATOR, conversation, allowanceMicroUsd: ALLOWANCE_MICRO_USD };
  return asActivity(() => activities.callModel(input));
}

async function answered(reply: Reply): Promise<CallModelResult> {
  const one = await beginTry();
  one.server.script(reply);
  return turn(one, 1);
}

describe('a turn', () => {
  test('puts the model at the end of the conversation and says in a line what it wants to run', async () => {
    const one = await beginTry();
    one.server.script(openAiAnswer({ text: 'Let me look.', calls: [bash('npm test\n')] }));
    const result = await turn(one, 1);
    if (!result.ok) throw new Error(result.message);
    expect(result).toMatchObject({ said: 'bash: npm test', toolCalls: 1 });
    expect(result.conversation.messages).toBe(one.conversation.messages + 1);
    expect(await readLastMessage(one.ledger.artifacts, result.conversation)).toEqual({
      role: 'assistant',
      content: [
        { type: 'text', text: 'Let me look.' },
        { type: 'tool-call', toolCallId: 'call_1', toolName: 'bash', input: { command: 'npm test\n' } },
      ],
    });
  });

  test('offers the tools without forcing any, and no more output than the generator may make', async () => {
    const one = await beginTry();
    one.server.script(openAiAnswer({ text: 'done' }));
    await turn(one, 1);
    const body = JSON.parse(one.server.seen[0]!.body);
    expect(body.tools.map((tool: { function: { name: string } }) => tool.function.name)).toEqual(['bash', 'edit']);
    expect(body).not.toHaveProperty('tool_choice');
    expect(body.max_tokens).toBe(GENERATOR.settings.maxOutputTokens);
  });

  test.each([
    ['text alone', openAiAnswer({ text: 'I am\n\ndone.' }), 'I am done.', 0],
    ['a long text', openAiAnswer({ text: 'word '.repeat(100) }), `${'word '.repeat(30).slice(0, 149)}…`, 0],
    ['two calls', openAiAnswer({ calls: [bash('ls'), bash('pwd')] }), 'bash: ls (and 1 more)', 2],
    ['an edit', openAiAnswer({ calls: [{ name: 'edit', arguments: '{"path":"a.js"}' }] }), 'edit: a.js', 1],
    ['a tool that is not there', openAiAnswer({ calls: [{ name: 'browse', arguments: '{}' }] }), 'browse', 1],
  ])('with %s is told in a line', async (_, reply, said, toolCalls) => {
    expect(await answered(reply)).toMatchObject({ ok: true, said, toolCalls });
  });

  test.each([
    ['nothing', openAiAnswer({ text: '' }), 'emptyAnswer'],
    ['blanks', openAiAnswer({ text: ' \n' }), 'emptyAnswer'],
    [
      'a text that was cut at the output limit',
      openAiAnswer({ text: 'I will now', finish: 'length' }),
      'invalidAnswer',
    ],
    ['a refusal', openAiAnswer({ text: 'I cannot', finish: 'content_filter' }), 'refused'],
    ['no JSON', { body: '<html>' }, 'invalidAnswer'],
  ])('that brings %s is data with its charge, and ends nothing by itself', async (_, reply, reason) => {
    const result = await answered(reply);
    expect(result).toMatchObject({ ok: false, reason });
    expect(result.chargedMicroUsd).toBeGreaterThan(0);
  });

  test.each(['{"command": "npm te', '[]', '"ls"', ''])(
    'with broken arguments %p goes on: the call stays, as an object that the tool turns down',
    async (broken) => {
      const one = await beginTry();
      one.server.script(openAiAnswer({ calls: [{ name: 'bash', arguments: broken }] }));
      const result = await turn(one, 1);
      if (!result.ok) throw new Error(result.message);
      const last = await readLastMessage(one.ledger.artifacts, result.conversation);
      const [call] = last.content;
      expect(call).toMatchObject({ type: 'tool-call', input: { unparsable: broken } });
      expect(bashInput.safeParse(typeof call === 'object' && 'input' in call ? call.input : null).success).toBe(false);
    },
  );
});

test('a worker sends no turn to a provider that failed for all turns before', async () => {
  const one = await beginTry();
  one.activities = createModelActivities({ ...one, workspace: workspaceIn() }, one.providers);
  one.server.otherwise(() => ({ status: 503 }));
  const turns = Array.from({ length: FAILURES_IN_A_ROW }, (_, number) => turn(one, number));
  await Promise.allSettled(turns);
  expect(await turn(one, FAILURES_IN_A_ROW)).toMatchObject({
    ok: false,
    reason: 'busy',
    chargedMicroUsd: 0,
    tokens: 0,
  });
  expect(one.server.seen).toHaveLength(FAILURES_IN_A_ROW);
});

test('a run that is cancelled breaks off the answer at the provider, and what may be billed stays booked', async () => {
  const { server, ledger } = await openModelRoom();
  const where = { server: testServer(), workflowId: `deliver/local/test/${randomUUID()}` };
  const { status, journalKey } = await cancelWhileGenerating({ ledger, workspace: workspaceIn() }, server, where);
  expect(status).toBe('CANCELLED');
  expect(server.billed()).toBe(1);
  expect((await ledger.journal.attempts(journalKey)).map(({ state }) => state)).toEqual(['started']);
});

describe('the conversation', () => {
  test("is sent so that each request begins with all of the last one's messages, byte for byte", async () => {
    const one = await beginTry();
    one.server.script(
      openAiAnswer({ text: 'Looking.', calls: [bash('ls'), bash('cat "a b"')] }),
      openAiAnswer({ calls: [{ name: 'bash', arguments: '{"comm' }] }),
      openAiAnswer({ calls: [bash('printf "ü\\n"')] }),
      openAiAnswer({ text: 'done' }),
    );
    let { conversation } = one;
    for (const number of [1, 2, 3, 4]) {
      const result = await turn(one, number, conversation);
      if (!result.ok) throw new Error(result.message);
      conversation = await withToolResults(one, result.conversation);
    }
    const sent = one.server.seen.map(({ body }) => {
      const { messages, ...rest } = JSON.parse(body);
      return { messages: JSON.stringify(messages).slice(0, -1), rest: JSON.stringify(rest) };
    });
    expect(sent).toHaveLength(4);
    for (const [index, earlier] of sent.slice(0, -1).entries()) {
      expect(sent[index + 1]!.messages.startsWith(earlier.messages)).toBe(true);
      expect(sent[index + 1]!.rest).toBe(earlier.rest);
    }
  });

  test('grows in the same way when a turn is replayed', async () => {
    const one = await beginTry();
    one.server.script(openAiAnswer({ calls: [bash('ls')] }));
    const first = await turn(one, 1);
    expect(await turn(one, 1)).toEqual({ ...first, replayed: true });
  });
});

async function withToolResults(one: Try, conversation: Conversation): Promise<Conversation> {
  const last = await readLastMessage(one.ledger.artifacts, conversation);
  if (last.role !== 'assistant' || typeof last.content === 'string') return conversation;
  const content = last.content.flatMap((part) =>
    part.type === 'tool-call'
      ? [
          {
            type: 'tool-result' as const,
            toolCallId: part.toolCallId,
            toolName: part.toolName,
            output: { type: 'text' as const, value: 'exit 0' },
          },
        ]
      : [],
  );
  return content.length === 0
    ? conversation
    : appendMessage(one.ledger.artifacts, conversation, { role: 'tool', content });
}
