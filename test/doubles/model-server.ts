// A model provider on loopback that plays a script, one reply for each request, and keeps what it was asked. It
// speaks whatever dialect its replies are written in; builders for the two that we test most stand below.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as it is when it is text, else as JSON. */
  body?: unknown;
  /** `resetBefore`: no byte of an answer. `resetAfter`: headers, then the end. `cut`: half of the body. `hang`: silence. */
  fault?: 'resetBefore' | 'resetAfter' | 'cut' | 'hang';
}

export interface SeenRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface ModelServer {
  url: string;
  /** All requests that came, oldest first. */
  seen: SeenRequest[];
  /** How many of them a provider would have billed: those answered with 2xx, whole or not, and those left hanging. */
  billed(): number;
  script(...replies: Reply[]): void;
  /** Resolves when a request has come that is left hanging. */
  hanging(): Promise<void>;
  close(): Promise<void>;
}

const NOT_SCRIPTED: Reply = { status: 418, body: { error: { message: 'this request is not in the script' } } };

export async function startModelServer(): Promise<ModelServer> {
  const seen: SeenRequest[] = [];
  const script: Reply[] = [];
  let hangs = (): void => undefined;
  const hanging = new Promise<void>((resolve) => {
    hangs = resolve;
  });
  let billed = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      const reply = script.shift() ?? NOT_SCRIPTED;
      if ((reply.status ?? 200) < 300 && reply.fault !== 'resetBefore') billed += 1;
      if (reply.fault === 'hang') return hangs();
      play(reply, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    seen,
    billed: () => billed,
    script: (...replies) => void script.push(...replies),
    hanging: () => hanging,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function play(reply: Reply, response: ServerResponse): void {
  if (reply.fault === 'resetBefore') {
    response.socket?.resetAndDestroy();
    return;
  }
  const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
  response.writeHead(reply.status ?? 200, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...reply.headers,
  });
  if (reply.fault === undefined) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  const sent = reply.fault === 'cut' ? body.slice(0, body.length / 2) : '';
  response.write(sent || ' ', () => response.socket?.destroy());
}

export interface ScriptedAnswer {
  text?: string;
  /** Arguments as text, so that a script can break them. */
  calls?: { name: string; arguments: string }[];
  finish?: string;
  /** Null leaves the usage out. */
  usage?: { input: number; cached?: number; output: number } | null;
}

/** An answer of the Chat Completions protocol. */
export function openAiAnswer(answer: ScriptedAnswer): Reply {
  const calls = (answer.calls ?? []).map((call, index) => ({
    id: `call_${index + 1}`,
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }));
  const usage = answer.usage === undefined ? { input: 5_000, output: 500 } : answer.usage;
  return {
    body: {
      id: 'answer',
      object: 'chat.completion',
      model: 'scripted',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: answer.text ?? null,
            ...(calls.length > 0 ? { tool_calls: calls } : {}),
          },
          finish_reason: answer.finish ?? (calls.length > 0 ? 'tool_calls' : 'stop'),
        },
      ],
      ...(usage
        ? {
            usage: {
              prompt_tokens: usage.input,
              completion_tokens: usage.output,
              prompt_tokens_details: { cached_tokens: usage.cached ?? 0 },
            },
          }
        : {}),
    },
  };
}

/** An answer of the Anthropic Messages protocol; its figure of input leaves cached tokens out, as Anthropic's does. */
export function anthropicAnswer(answer: {
  text: string;
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}): Reply {
  return {
    body: {
      id: 'answer',
      type: 'message',
      role: 'assistant',
      model: 'scripted',
      content: [{ type: 'text', text: answer.text }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: answer.input,
        cache_read_input_tokens: answer.cacheRead,
        cache_creation_input_tokens: answer.cacheWrite,
        output_tokens: answer.output,
      },
    },
  };
}
