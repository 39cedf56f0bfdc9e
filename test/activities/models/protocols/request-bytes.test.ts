// What goes over the wire: the same step sends the same bytes, and a later turn begins with the bytes of an earlier one,
// or neither the journal nor a provider's cache would know it again.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ModelMessage } from 'ai';
import fc from 'fast-check';
import { askProvider } from '../../../../activities/models/ask-provider.js';
import { type ModelRequest, prepareRequest } from '../../../../activities/models/model-request.js';
import { MODEL_TOOLS } from '../../../../activities/models/model-tools.js';
import { openWire, WIRE_LIMITS } from '../../../../activities/models/open-wire.js';
import type { Generator, GeneratorSettings, ReasoningEffort } from '../../../../core/generator.js';
import { planAnswerSchema } from '../../../../schemas/plan.js';
import { GENERATOR, IDENTITY } from '../model-room.js';
import { FAMILIES, type Family, providersOf } from './families.js';

/** The field that holds the conversation; every other stands still while it grows. */
const GROWING = {
  anthropic: 'messages',
  openai: 'input',
  google: 'contents',
  'openai-compatible': 'messages',
} as const;

let server: Server;
let url = '';
let bodies: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(400).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** The body that a request travels in; a door of its own each time, as in another process. */
async function sent({ kind, model }: Family, settings: GeneratorSettings, request: ModelRequest): Promise<string> {
  const generator: Generator = { ...GENERATOR, provider: 'vendor', model, settings };
  const wire = openWire(WIRE_LIMITS, new AbortController().signal);
  const opened = providersOf(kind, url).languageModel(generator, { fetch: wire.fetch, cacheKey: 'task-1' });
  bodies = [];
  const prepared = prepareRequest(generator, request);
  await askProvider({ model: opened, wire, stream: true }, prepared, IDENTITY).catch(() => undefined);
  return bodies[0] ?? '';
}

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((each) => each.trim() !== '');
const id = fc.stringMatching(/^[a-z0-9]{4,12}$/);
const input = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(text, fc.integer()), { maxKeys: 4 });

const turn = fc
  .tuple(text, id, fc.constantFrom('bash', 'edit'), input, text)
  .map(([said, toolCallId, toolName, asked, value]): ModelMessage[] => [
    {
      role: 'assistant',
      content: [
        { type: 'text', text: said },
        { type: 'tool-call', toolCallId, toolName, input: asked },
      ],
    },
    { role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value } }] },
  ]);
const conversation = fc
  .tuple(text, text, fc.uniqueArray(turn, { maxLength: 4, selector: JSON.stringify }))
  .map(([system, brief, turns]) => ({
    begin: [
      { role: 'system', content: system },
      { role: 'user', content: brief },
    ] as ModelMessage[],
    turns,
  }));
const efforts = fc.constantFrom<ReasoningEffort | undefined>(
  undefined,
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'max',
);
const settings = fc.record({ effort: efforts, maxOutputTokens: fc.integer({ min: 1, max: 32_000 }) }).map(
  ({ effort, maxOutputTokens }): GeneratorSettings => ({
    maxOutputTokens,
    ...(effort ? { reasoningEffort: effort } : {}),
  }),
);

/** The same value with every object's keys made in another order, but for what a model wrote: its order is its own. */
function remade<T>(value: T): T {
  if (Array.isArray(value)) return value.map(remade) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, key === 'input' ? inner : remade(inner)]);
  return Object.fromEntries(entries.reverse());
}

/** The parts of a body without the growing one, as they stand. */
function rest(body: string, field: string): string {
  const { [field]: _growing, ...others } = JSON.parse(body);
  return JSON.stringify(others);
}

describe.each(FAMILIES)('a request to %s', (_, family) => {
  const field = GROWING[family.kind];

  test('has the same bytes and the same hash whenever and however the same step builds it', async () => {
    await fc.assert(
      fc.asyncProperty(conversation, settings, fc.boolean(), async ({ begin, turns }, given, planned) => {
        const messages = [...begin, ...turns.flat()];
        const request: ModelRequest = planned
          ? { messages, tools: [], answerSchema: { name: 'plan', schema: planAnswerSchema } }
          : { messages, tools: MODEL_TOOLS, answerSchema: null };
        const again = { ...request, messages: remade(structuredClone(messages)) };
        const generator = { ...GENERATOR, settings: given };
        const other = { ...remade(generator), settings: remade(given) };
        expect(prepareRequest(other, again).hash).toBe(prepareRequest(generator, request).hash);
        const first = await sent(family, given, request);
        expect(first).not.toBe('');
        expect(await sent(family, remade(given), again)).toBe(first);
      }),
      { numRuns: 25 },
    );
  });

  test('begins with all of the turn before, up to the closing brackets, and nothing beside it moves', async () => {
    await fc.assert(
      fc.asyncProperty(conversation, settings, async ({ begin, turns }, given) => {
        const request = (count: number): ModelRequest => ({
          messages: [...begin, ...turns.slice(0, count).flat()],
          tools: MODEL_TOOLS,
          answerSchema: null,
        });
        let before = await sent(family, given, request(0));
        for (let count = 1; count <= turns.length; count += 1) {
          const now = await sent(family, given, request(count));
          const growing = JSON.stringify(JSON.parse(before)[field]);
          // As text, not as data: the array stands in the body as it was serialised.
          expect(before).toContain(growing);
          const until = before.indexOf(growing) + growing.length - 1;
          expect(now.slice(0, until)).toBe(before.slice(0, until));
          expect(rest(now, field)).toBe(rest(before, field));
          before = now;
        }
      }),
      { numRuns: 15 },
    );
  });

  test('names no moment and no chance: nothing in it differs from one second to the next', async () => {
    const request: ModelRequest = {
      messages: [{ role: 'user', content: 'Mend the cache.' }],
      tools: MODEL_TOOLS,
      answerSchema: null,
    };
    const body = await sent(family, { maxOutputTokens: 1_000 }, request);
    expect(body).not.toMatch(/\d{13}|20\d\d-\d\d-\d\d/);
    expect(body).not.toContain('undefined');
  });
});
