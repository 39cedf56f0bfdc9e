// A provider of each kind on loopback that knows one model, wants one key, and answers as the vendors' pages describe.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import type { Endpoint } from '../../../activities/models/language-model.js';
import type { ProviderKind } from '../../../core/operator-config.js';
import { KEY } from './model-room.js';

export const MODEL = 'model-1';
const ALIAS = 'model-latest';

export interface ModelEndpoint {
  url: string;
  /** Method and path of all that came, oldest first. */
  asked: string[];
  /** Headers of the last request. */
  lastHeaders(): IncomingMessage['headers'];
  endpoint(apiKey?: string | null): Endpoint;
}

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const open: Server[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Where nothing listens. */
export async function closedUrl(): Promise<string> {
  const server = createServer();
  const url = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

/** A server that does as told, whatever the request. */
export async function startEndpoint(kind: ProviderKind, handler: Handler): Promise<ModelEndpoint> {
  const asked: string[] = [];
  let headers: IncomingMessage['headers'] = {};
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    headers = request.headers;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handler(request, response, Buffer.concat(chunks).toString()));
  });
  open.push(server);
  const url = await listening(server);
  return {
    url,
    asked,
    lastHeaders: () => headers,
    endpoint: (apiKey = KEY) => ({ name: 'double', kind, baseUrl: url, apiKey, headers: {} }),
  };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

export function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A vendor of that kind: tells of its models, and answers with one token. */
export function startVendor(kind: ProviderKind): Promise<ModelEndpoint> {
  const { keyOf, wrongKey, models, answer } = VENDORS[kind];
  return startEndpoint(kind, (request, response, body) => {
    if (keyOf(request) !== KEY) return send(response, wrongKey.status, wrongKey.body);
    if (request.method === 'POST') return answer(response, body, request.url ?? '');
    const name = /\/models\/(.+)$/.exec(request.url ?? '')?.[1];
    if (name === undefined) return send(response, 200, models.list);
    // Endpoints that are only like OpenAI's often tell of no single model.
    if (kind === 'openai-compatible' || ![MODEL, ALIAS].includes(name)) return send(response, 404, { error: {} });
    return send(response, 200, models.one);
  });
}

interface Vendor {
  keyOf(request: IncomingMessage): string | undefined;
  wrongKey: { status: number; body: unknown };
  models: { list: unknown; one: unknown };
  answer(response: ServerResponse, body: string, path: string): void;
}

const bearer = ({ headers }: IncomingMessage) => headers.authorization?.replace('Bearer ', '');
const OPENAI_REFUSAL = {
  status: 401,
  body: { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } },
};
const OPENAI_MODEL = { id: MODEL, object: 'model', created: 1, owned_by: 'double' };
const OPENAI_MODELS = { list: { object: 'list', data: [OPENAI_MODEL] }, one: OPENAI_MODEL };
const ANTHROPIC_MODEL = { type: 'model', id: MODEL, display_name: 'Model 1', created_at: '2026-01-01T00:00:00Z' };
const GOOGLE_MODEL = { name: `models/${MODEL}`, displayName: 'Model 1' };
const NO_MODEL = { error: { type: 'not_found_error', message: 'no such model', code: 404, status: 'NOT_FOUND' } };

const VENDORS: Record<ProviderKind, Vendor> = {
  anthropic: {
    keyOf: ({ headers }) => (headers['anthropic-version'] ? String(headers['x-api-key']) : undefined),
    wrongKey: {
      status: 401,
      body: { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } },
    },
    models: { list: { data: [ANTHROPIC_MODEL], has_more: false }, one: ANTHROPIC_MODEL },
    answer(response, body) {
      const { model, max_tokens } = JSON.parse(body);
      if (model !== MODEL) return send(response, 404, { type: 'error', ...NO_MODEL });
      send(response, 200, {
        id: 'a',
        type: 'message',
        role: 'assistant',
        model,
        content: [{ type: 'text', text: 'OK' }],
        stop_reason: 'max_tokens',
        stop_sequence: null,
        usage: {
          input_tokens: 10,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 0,
          output_tokens: max_tokens,
        },
      });
    },
  },
  openai: {
    keyOf: bearer,
    wrongKey: OPENAI_REFUSAL,
    models: OPENAI_MODELS,
    answer(response, body) {
      const { model, max_output_tokens } = JSON.parse(body);
      if (model !== MODEL) return send(response, 404, NO_MODEL);
      if (max_output_tokens < 16) return send(response, 400, { error: { message: 'integer below minimum value' } });
      send(response, 200, {
        id: 'a',
        object: 'response',
        created_at: 1,
        model,
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        output: [
          {
            type: 'message',
            id: 'm',
            role: 'assistant',
            status: 'incomplete',
            content: [{ type: 'output_text', text: 'OK', annotations: [] }],
          },
        ],
        usage: { input_tokens: 10, output_tokens: 1, total_tokens: 11 },
      });
    },
  },
  google: {
    keyOf: ({ headers }) => String(headers['x-goog-api-key']),
    wrongKey: {
      status: 400,
      body: {
        error: {
          code: 400,
          message: 'API key not valid. Please pass a valid API key.',
          status: 'INVALID_ARGUMENT',
          details: [{ reason: 'API_KEY_INVALID' }],
        },
      },
    },
    models: { list: { models: [GOOGLE_MODEL] }, one: GOOGLE_MODEL },
    answer(response, _, path) {
      if (!path.includes(`/models/${MODEL}:`)) return send(response, 404, NO_MODEL);
      // A model that thinks spends its only token on thought, and says nothing.
      send(response, 200, {
        candidates: [{ content: { role: 'model' }, finishReason: 'MAX_TOKENS', index: 0 }],
        usageMetadata: { promptTokenCount: 10, thoughtsTokenCount: 1, totalTokenCount: 11 },
      });
    },
  },
  'openai-compatible': {
    keyOf: bearer,
    wrongKey: OPENAI_REFUSAL,
    models: OPENAI_MODELS,
    answer(response, body) {
      const { model, max_tokens } = JSON.parse(body);
      if (model !== MODEL) return send(response, 404, NO_MODEL);
      send(response, 200, {
        id: 'a',
        object: 'chat.completion',
        created: 1,
        model,
        choices: [{ index: 0, message: { role: 'assistant', content: 'OK' }, finish_reason: 'length' }],
        usage: { prompt_tokens: 10, completion_tokens: max_tokens, total_tokens: 11 },
      });
    },
  },
};
