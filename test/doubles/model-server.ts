// A model provider on loopback that plays a script, one reply for each request, and keeps what it was asked. It
// speaks whatever dialect its replies are written in; builders for the two that we test most stand below. Whoever asks
// for a stream gets a whole answer as a stream.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Usage } from '../../core/price.js';
import { asEvents } from './event-stream.js';
import { usageBilled } from './provider-account.js';

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as it is when it is text, else as JSON. */
  body?: unknown;
  /** Pieces of a stream, each written on its own, in place of a body. */
  pieces?: string[];
  /**
   * `resetBefore`: no byte of an answer. `resetAfter`: headers, then the end. `cut`: half of the body, or all pieces,
   * then the socket breaks. `hang`: silence. `stall`: all pieces, then silence.
   */
  fault?: 'resetBefore' | 'resetAfter' | 'cut' | 'hang' | 'stall';
  /** Whether it is billed. Absent: when the status is 2xx and anything was sent. */
  billed?: boolean;
  /** Tokens of the answer that it bills. Absent: those of the text, or the most that were asked for. */
  made?: number;
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
  /** What it would have billed for each of these, by its own count. */
  account: Usage[];
  script(...replies: Reply[]): void;
  /** What it answers once the script is over. Absent: that it has none. */
  otherwise(reply: (request: SeenRequest) => Reply): void;
  /** Drops what was scripted and not asked for. */
  forget(): void;
  /** Resolves when a request has come that is left hanging, or when all pieces of one that stalls are written. */
  hanging(): Promise<void>;
  /** Resolves when the caller closed the connection of a request that was left hanging. */
  leftAlone(): Promise<void>;
  close(): Promise<void>;
}

const NOT_SCRIPTED: Reply = { status: 418, body: { error: { message: 'this request is not in the script' } } };

export async function startModelServer(): Promise<ModelServer> {
  const seen: SeenRequest[] = [];
  const script: Reply[] = [];
  const account: Usage[] = [];
  let otherwise = (_: SeenRequest): Reply => NOT_SCRIPTED;
  let hangs = (): void => undefined;
  const hanging = new Promise<void>((resolve) => {
    hangs = resolve;
  });
  let leaves = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    leaves = resolve;
  });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
      seen.push(asked);
      const reply = script.shift() ?? otherwise(asked);
      const usage = usageBilled(asked.body, reply);
      if (usage) account.push(usage);
      if (reply.fault === 'hang' || reply.fault === 'stall') response.on('close', leaves);
      if (reply.fault === 'hang') return hangs();
      play(streamed(reply, asked.path, asked.body), response, hangs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    seen,
    billed: () => account.length,
    account,
    script: (...replies) => void script.push(...replies),
    otherwise(reply) {
      otherwise = reply;
    },
    forget: () => void script.splice(0),
    hanging: () => hanging,
    leftAlone: () => left,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A whole answer in events, for a request that asks for them. */
function streamed(reply: Reply, path: string, body: string): Reply {
  const wanted = path.includes(':streamGenerateContent') || body.includes('"stream":true');
  if (!wanted || (reply.status ?? 200) >= 300 || reply.pieces) return reply;
  const pieces = asEvents(reply.body);
  if (!pieces) return reply;
  return { ...reply, pieces: reply.fault === 'cut' ? pieces.slice(0, Math.ceil(pieces.length / 2)) : pieces };
}

function play(reply: Reply, response: ServerResponse, hangs: () => void): void {
  if (reply.fault === 'resetBefore') {
    response.socket?.resetAndDestroy();
    return;
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
  const type = reply.pieces
    ? { 'content-type': 'text/event-stream' }
    : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
  response.writeHead(reply.status ?? 200, { ...type, ...reply.headers });
  response.flushHeaders();
  const destroy = () => void response.socket?.destroy();
  if (reply.fault === 'resetAfter') {
    response.write(' ', destroy);
    return;
  }
  if (reply.pieces) {
    const after = { cut: destroy, stall: hangs, end: () => void response.end() };
    writeEach(response, reply.pieces, after[reply.fault === 'cut' || reply.fault === 'stall' ? reply.fault : 'end']);
    return;
  }
  if (reply.fault === undefined) response.end(text);
  else response.write(text.slice(0, text.length / 2) || ' ', destroy);
}

/** One after the other, each on its own way before the next. */
function writeEach(response: ServerResponse, [first, ...rest]: string[], then: () => void): void {
  if (first === undefined) then();
  else response.write(first, () => setImmediate(() => writeEach(response, rest, then)));
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
