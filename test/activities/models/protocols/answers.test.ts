// Whole answers in each of the protocols, from a server that somebody else wrote to speak them.
import { LLMock } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { interpretTurn } from '../../../../activities/models/interpret-turn.js';
import { type JournaledCallInput, journaledCall } from '../../../../activities/models/journaled-call.js';
import { MODEL_TOOLS } from '../../../../activities/models/model-tools.js';
import { readPlan } from '../../../../activities/models/plan-tasks.js';
import { planAnswerSchema } from '../../../../schemas/plan.js';
import { openLedger } from '../../ledger/temporary-ledger.js';
import { asActivity, callInput, GENERATOR, KEY } from '../model-room.js';
import { FAMILIES, type Family, providersOf } from './families.js';

const mock = new LLMock({ port: 0, logLevel: 'silent' });
const PLAN = {
  summary: 'One.',
  tasks: [{ id: 'a', title: 'A', description: 'Do it.', dependsOn: [], paths: [], acceptance: [] }],
};

/** Each protocol has names of its own for the same figures. */
const USAGE = {
  anthropic: { input_tokens: 2_000, output_tokens: 100 },
  openai: { input_tokens: 2_000, output_tokens: 100, total_tokens: 2_100 },
  google: { promptTokenCount: 2_000, candidatesTokenCount: 100, totalTokenCount: 2_100 },
  'openai-compatible': { prompt_tokens: 2_000, completion_tokens: 100, total_tokens: 2_100 },
} as const;

beforeAll(() => mock.start());
afterAll(() => mock.stop());
afterEach(() => {
  mock.clearFixtures();
  mock.clearRequests();
});

async function ask({ kind, model }: Family, changes: Partial<JournaledCallInput> = {}, stream = true) {
  const version = kind === 'google' ? 'v1beta' : 'v1';
  const providers = providersOf(kind, `${mock.url}/${version}`, { stream });
  const generator = { ...GENERATOR, name: `vendor/${model}`, provider: 'vendor', model };
  const hands = { ledger: await openLedger(), providers };
  const journal = hands.ledger.journal;
  const asked = await asActivity(() => journaledCall(hands, callInput({ generator, ...changes }))).catch(
    (error: unknown) => ({ thrown: error as Error & { type: string; nextRetryDelay?: number } }),
  );
  return { asked, rows: await journal.attempts(callInput().identity.journalKey) };
}

function answerOf(asked: Awaited<ReturnType<typeof ask>>['asked']) {
  if ('thrown' in asked) throw asked.thrown;
  if (!asked.ok) throw new Error(asked.message);
  return asked;
}

describe.each(FAMILIES)('an answer of %s', (_, family) => {
  test.each([true, false])('brings a tool call with its arguments whole, streamed: %p', async (stream) => {
    const command = 'printf "ü\\n" && npm test -- --grep "a b"';
    mock.onMessage(/./, {
      content: 'Let me look.',
      toolCalls: [{ name: 'bash', arguments: JSON.stringify({ command }) }],
      usage: USAGE[family.kind],
    });
    const request = { ...callInput().request, tools: MODEL_TOOLS };
    const { answer } = answerOf((await ask(family, { request }, stream)).asked);
    const turn = interpretTurn(answer);
    const content = turn.ok && typeof turn.message.content !== 'string' ? turn.message.content : [];
    expect(turn).toMatchObject({ ok: true, toolCalls: 1, said: expect.stringContaining('bash: printf') });
    expect(content.filter(({ type }) => type !== 'reasoning')).toMatchObject([
      { type: 'text', text: 'Let me look.' },
      { type: 'tool-call', toolName: 'bash', input: { command } },
    ]);
    expect(answer.usage).toMatchObject({ inputTokens: 2_000, outputTokens: 100 });
  });

  test.each([true, false])('has the form that was asked for, streamed: %p', async (stream) => {
    mock.onMessage(/./, { content: JSON.stringify(PLAN), usage: USAGE[family.kind] });
    const request = { ...callInput().request, answerSchema: { name: 'plan', schema: planAnswerSchema } };
    const { answer } = answerOf((await ask(family, { request }, stream)).asked);
    expect(readPlan(answer)).toEqual({ ok: true, plan: PLAN });
  });

  test.each([
    [400, 'rejected'],
    [401, 'gone'],
    [404, 'gone'],
  ])('with status %p is refused for good, and nothing is booked', async (status, reason) => {
    mock.nextRequestError(status, { message: `no, ${KEY}`, type: 'invalid_request_error' });
    const { asked, rows } = await ask(family);
    expect(asked).toMatchObject({ ok: false, reason, message: expect.stringContaining(`status ${status}`) });
    expect(JSON.stringify([asked, rows])).not.toContain(KEY);
    expect(rows.map(({ state }) => state)).toEqual(['void']);
  });

  test.each([429, 500, 529])('with status %p is worth another try, and nothing is booked', async (status) => {
    mock.nextRequestError(status, { message: `later, ${KEY}`, type: 'overloaded_error' });
    const { asked, rows } = await ask(family);
    expect(asked).toMatchObject({ thrown: { type: 'ModelBusy', nonRetryable: false } });
    expect('thrown' in asked && `${asked.thrown.message} ${asked.thrown.stack}`).not.toContain(KEY);
    expect(rows.map(({ state }) => state)).toEqual(['void']);
  });
});
