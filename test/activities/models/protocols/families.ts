// The four protocols that models are asked in, each with a scripted endpoint that speaks it: the events of a stream
// piece by piece, so that a test can stop, spoil or break it anywhere.
import type { Ledger } from '../../../../activities/ledger/ledger.js';
import {
  type JournaledCallInput,
  type JournaledCallResult,
  journaledCall,
} from '../../../../activities/models/journaled-call.js';
import { WIRE_LIMITS, type WireLimits } from '../../../../activities/models/open-wire.js';
import { createProviders, type Providers } from '../../../../activities/models/providers.js';
import type { Generator } from '../../../../core/generator.js';
import type { ProviderKind, ProviderSettings } from '../../../../core/operator-config.js';
import { event } from '../../../doubles/event-stream.js';
import type { ModelServer } from '../../../doubles/model-server.js';
import { asActivity, callInput, GENERATOR, KEY, openModelRoom } from '../model-room.js';

type Fields = Record<string, unknown>;

export interface Family {
  kind: ProviderKind;
  model: string;
  /** The path below the base address. */
  path: string;
  /** Where the key stands, and how. */
  keyHeader: [name: string, value: string];
  /** What comes before anything is generated. */
  begin: string[];
  /** A text in pieces. */
  say(...pieces: string[]): string[];
  /** The end of an answer, with 2,000 tokens of input and 100 of output. */
  end: string[];
  /** Its own word in the middle of a stream that it cannot go on. */
  overloaded: string;
}

export const BILLED = { inputTokens: 2_000, outputTokens: 100 };

const named = (type: string, fields: Fields) => event({ type, ...fields }, type);

const ANTHROPIC: Family = {
  kind: 'anthropic',
  model: 'claude-sonnet-5',
  path: '/v1/messages',
  keyHeader: ['x-api-key', KEY],
  begin: [
    named('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-5',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 2_000, output_tokens: 1 },
      },
    }),
    named('ping', {}),
  ],
  say: (...pieces) => [
    named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ...pieces.map((text) => named('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
    named('content_block_stop', { index: 0 }),
  ],
  end: [
    named('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 100 } }),
    named('message_stop', {}),
  ],
  overloaded: named('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
};

const RESPONSE = { id: 'resp_1', object: 'response', created_at: 1, model: 'gpt-6-sol', output: [] };
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant' };

const OPENAI: Family = {
  kind: 'openai',
  model: 'gpt-6-sol',
  path: '/v1/responses',
  keyHeader: ['authorization', `Bearer ${KEY}`],
  begin: [
    named('response.created', { sequence_number: 0, response: { ...RESPONSE, status: 'in_progress' } }),
    named('response.in_progress', { sequence_number: 1, response: { ...RESPONSE, status: 'in_progress' } }),
  ],
  say: (...pieces) => [
    named('response.output_item.added', {
      output_index: 0,
      item: { ...MESSAGE, status: 'in_progress', content: [] },
    }),
    ...pieces.map((delta) =>
      named('response.output_text.delta', { item_id: 'msg_1', output_index: 0, content_index: 0, delta }),
    ),
    named('response.output_item.done', {
      output_index: 0,
      item: {
        ...MESSAGE,
        status: 'completed',
        content: [{ type: 'output_text', text: pieces.join(''), annotations: [] }],
      },
    }),
  ],
  end: [
    named('response.completed', {
      response: {
        ...RESPONSE,
        status: 'completed',
        usage: {
          input_tokens: 2_000,
          output_tokens: 100,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 2_100,
        },
      },
    }),
  ],
  overloaded: event({
    type: 'error',
    sequence_number: 9,
    error: { type: 'server_error', code: 'server_error', message: 'Overloaded', param: null },
  }),
};

const candidate = (parts: Fields[], more: Fields = {}) =>
  event({ candidates: [{ content: { role: 'model', parts }, index: 0, ...more }] });

const GOOGLE: Family = {
  kind: 'google',
  model: 'gemini-3.8-flash',
  path: '/v1/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
  keyHeader: ['x-goog-api-key', KEY],
  begin: [event({ responseId: 'r1', usageMetadata: { promptTokenCount: 2_000 } })],
  say: (...pieces) => pieces.map((text) => candidate([{ text }])),
  end: [
    event({
      candidates: [{ content: { role: 'model', parts: [] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 2_000, candidatesTokenCount: 100, totalTokenCount: 2_100 },
    }),
  ],
  overloaded: event({ error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }),
};

const chunk = (delta: Fields, finish_reason: string | null = null) =>
  event({
    id: 'c1',
    object: 'chat.completion.chunk',
    model: 'model-1',
    choices: [{ index: 0, delta, finish_reason }],
  });

const COMPATIBLE: Family = {
  kind: 'openai-compatible',
  model: 'model-1',
  path: '/v1/chat/completions',
  keyHeader: ['authorization', `Bearer ${KEY}`],
  begin: [': a comment that keeps the connection open\n\n', chunk({ role: 'assistant', content: '' })],
  say: (...pieces) => pieces.map((content) => chunk({ content })),
  end: [
    chunk({}, 'stop'),
    event({
      id: 'c1',
      choices: [],
      usage: { prompt_tokens: 2_000, completion_tokens: 100, total_tokens: 2_100 },
    }),
    event('[DONE]'),
  ],
  overloaded: event({ error: { message: 'Overloaded', type: 'overloaded_error', code: 529 } }),
};

export const FAMILIES: [string, Family][] = [
  ['Anthropic', ANTHROPIC],
  ['OpenAI', OPENAI],
  ['Google', GOOGLE],
  ['an OpenAI-compatible endpoint', COMPATIBLE],
];

export interface FamilyRoom {
  server: ModelServer;
  ledger: Ledger;
  providers: Providers;
  generator: Generator;
  ask(changes?: Partial<JournaledCallInput>, limits?: Partial<WireLimits>): Promise<JournaledCallResult>;
  /** The state of each attempt, in turn. */
  rows(): Promise<string[]>;
}

export async function openFamilyRoom(
  { kind, model }: Pick<Family, 'kind' | 'model'>,
  more: Partial<ProviderSettings> = {},
): Promise<FamilyRoom> {
  const { server, ledger } = await openModelRoom();
  const providers = providersOf(kind, server.url, more);
  const generator: Generator = { ...GENERATOR, name: `vendor/${model}`, provider: 'vendor', model };
  return {
    server,
    ledger,
    providers,
    generator,
    ask: (changes = {}, limits = {}) => {
      const hands = { ledger, providers, wireLimits: { ...WIRE_LIMITS, ...limits } };
      return asActivity(() => journaledCall(hands, callInput({ generator, ...changes })));
    },
    rows: async () => (await ledger.journal.attempts(callInput().identity.journalKey)).map(({ state }) => state),
  };
}

export function providersOf(kind: ProviderKind, baseUrl: string, more: Partial<ProviderSettings> = {}): Providers {
  const settings = { kind, baseUrl, apiKeyEnv: 'VENDOR_KEY', family: null, scripted: true, ...more };
  return createProviders({ vendor: settings }, { VENDOR_KEY: KEY, GATEWAY_TOKEN: GATEWAY_TOKEN });
}

/** In the environment as the value of a header. */
export const GATEWAY_TOKEN = 'Gateway planted-gateway-0123456789';
