// The scripted model through the real AI SDK client, its commands run for real in the demo repository.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateText, jsonSchema, Output, stepCountIs, tool } from 'ai';
import { checkPlan, type Plan } from '../../../core/plan.js';
import { SCRIPTED_MODELS, type ScriptedModel, startScriptedModel } from '../../../scripts/demo/scripted-model.js';
import { addAcceptanceTests, demoRepository, run, runTests } from './demo-folder.js';

const [MODEL] = SCRIPTED_MODELS;
const TURNS_MAX = 10;
let scripted: ScriptedModel;

beforeAll(async () => {
  scripted = await startScriptedModel({ latencyMs: 0 });
});

afterAll(() => scripted.close());

function model(apiKey = 'any key') {
  const headers = apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` };
  return createOpenAICompatible({ name: 'scripted', baseURL: scripted.url, headers, supportsStructuredOutputs: true })(
    MODEL,
  );
}

const bash = {
  description: 'Runs a command.',
  inputSchema: jsonSchema<{ command: string }>({
    type: 'object',
    properties: { command: { type: 'string' } },
    required: ['command'],
  }),
};

function prompt(title: string): string {
  return `Spec: Shorter durations and wrapped text\nTask: ${title}\n\nDo it.`;
}

/** Lets the model work in a repository until it ends by itself. */
async function work(repository: string, purpose: string, title: string) {
  return generateText({
    model: model(),
    system: 'You work on one task.',
    prompt: prompt(title),
    headers: { 'x-nightshift-purpose': purpose, 'x-nightshift-attempt': 'run/task/1' },
    tools: { bash: tool({ ...bash, execute: ({ command }) => run(repository, command) }) },
    stopWhen: stepCountIs(TURNS_MAX),
    maxRetries: 0,
  });
}

async function plan(): Promise<Plan> {
  const { output } = await generateText({
    model: model(),
    prompt: 'Plan the spec.',
    headers: { 'x-nightshift-purpose': 'plan' },
    output: Output.object({ schema: jsonSchema<Plan>({ type: 'object' }) }),
    maxRetries: 0,
  });
  return output;
}

describe('the scripted model', () => {
  let titles: string[];

  beforeAll(async () => {
    titles = (await plan()).tasks.map((task) => task.title);
  });

  test('plans two tasks that can be worked on, and says that the plan is scripted', async () => {
    const answer = await plan();
    expect(checkPlan(answer)).toMatchObject({ ok: true });
    expect(answer.tasks).toHaveLength(2);
    expect(answer.summary).toContain('scripted');
  });

  test('breaks a test without noticing, repairs it, does the second task at once, and all tests pass', async () => {
    const repository = await demoRepository();
    const [first = '', second = ''] = titles;

    const built = await work(repository, 'build', first);
    expect(built.steps).toHaveLength(3);
    expect(built.text).toContain('Scripted: ');
    expect((await runTests(repository)).failed).toBeGreaterThan(0);

    const repaired = await work(repository, 'repair', first);
    expect(JSON.stringify(repaired.steps)).toContain('# fail 0');
    expect(await runTests(repository)).toMatchObject({ failed: 0 });

    const wrapped = await work(repository, 'build', second);
    expect(wrapped.steps).toHaveLength(2);
    await addAcceptanceTests(repository);
    expect(await runTests(repository)).toEqual({ passed: 29, failed: 0, failures: [] });
  });

  test('goes on from the conversation alone, so that a restart of it changes nothing', async () => {
    const other = await startScriptedModel({ latencyMs: 0 });
    const messages = [
      { role: 'user', content: prompt(titles[0] ?? '') },
      { role: 'assistant', content: 'a turn that it took elsewhere' },
    ];
    const bodies = [];
    for (const { url } of [scripted, other]) bodies.push(await post(url, { model: MODEL, messages }, 'build'));
    await other.close();
    expect(bodies[0]).toEqual(bodies[1]);
    expect(JSON.stringify(bodies[0])).toContain('cat > src/duration.js');
  });

  test('gives the same answer as a stream as it gives whole, with the same bill for it', async () => {
    const content = prompt(titles[0] ?? '');
    const asked = {
      prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: content }] }],
      headers: { 'x-nightshift-purpose': 'build' },
    };
    const streaming = createOpenAICompatible({
      name: 'scripted',
      baseURL: scripted.url,
      apiKey: 'any key',
      includeUsage: true,
    })(MODEL);
    const whole = await model().doGenerate(asked);
    const { stream } = await streaming.doStream(asked);
    const parts = [];
    for await (const part of stream) parts.push(part);
    const said = parts.flatMap((part) => (part.type === 'text-delta' ? [part.delta] : []));
    expect(said.length).toBeGreaterThan(1);
    expect(said.join('')).toBe(whole.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(''));
    const call = whole.content.find((part) => part.type === 'tool-call');
    expect(parts.find((part) => part.type === 'tool-call')).toMatchObject({ input: call?.input, toolName: 'bash' });
    const finish = parts.find((part) => part.type === 'finish');
    expect(finish).toMatchObject({ finishReason: { unified: 'tool-calls' } });
    expect(finish?.usage.outputTokens.total).toBe(whole.usage.outputTokens.total);
  });

  test('reports what it bills: characters / 4, with the part that was sent before as cached', async () => {
    const repository = await demoRepository();
    const before = scripted.calls().length;
    const { totalUsage } = await work(repository, 'build', titles[0] ?? '');
    const calls = scripted.calls().slice(before);
    expect(calls.map((call) => [call.turnsTaken, call.purpose, call.attempt])).toEqual(
      [0, 1, 2].map((turn) => [turn, 'build', 'run/task/1']),
    );
    expect(totalUsage).toMatchObject({
      inputTokens: sum(calls.map((call) => call.inputTokens)),
      outputTokens: sum(calls.map((call) => call.outputTokens)),
      cachedInputTokens: sum(calls.map((call) => call.cachedInputTokens)),
    });
    expect(calls[0]?.cachedInputTokens).toBe(0);
    expect(calls[2]?.cachedInputTokens).toBeGreaterThan(0);
  });

  test('says so when it is asked for something that is not in its script', async () => {
    const { text } = await work(await demoRepository(), 'build', 'Rewrite it in another language');
    expect(text).toContain('scripted model');
    expect(text).toContain('no build for "Rewrite it in another language"');
  });

  test('refuses a request without a key, and requests that it does not understand', async () => {
    await expect(generateText({ model: model(''), prompt: 'Hello', maxRetries: 0 })).rejects.toMatchObject({
      statusCode: 401,
      message: expect.stringContaining('wants a key'),
    });
    const problems = [];
    for (const body of [[], {}, { model: MODEL }]) {
      problems.push(await post(scripted.url, body, 'build'));
    }
    problems.push(await post(scripted.url, { model: 'gpt-99', messages: [] }, 'build'));
    expect(problems.map((problem) => problem.error?.message)).toEqual([
      'the body is not a JSON object',
      'the body names no model',
      'the body has no messages',
      `there is no model gpt-99; there are ${SCRIPTED_MODELS.join(', ')}`,
    ]);
  });
});

async function post(url: string, body: unknown, purpose: string): Promise<{ error?: { message: string } }> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer key', 'x-nightshift-purpose': purpose },
    body: JSON.stringify(body),
  });
  const answer: { error?: { message: string } } = JSON.parse(await response.text());
  return answer;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
