// The simulated provider of a chaos run. It speaks the protocol of the demo's scripted model, stands outside of all that
// is killed, misbehaves by the seed, and keeps its own account.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type ChatRequest,
  completionBody,
  completionChunks,
  countTokens,
  errorBody,
  modelsBody,
  readChatRequest,
  type TokenCounts,
  type Turn,
} from '../demo/chat-protocol.js';
import { close, header, listen, readBody } from '../demo/loopback-server.js';
import { sceneOf } from '../demo/script.js';
import { type AccountLine, MODELS } from './account.js';
import { answerOf } from './chaos-script.js';
import { type Fault, misbehaviourOf, refusalOf } from './faults.js';
import type { ChaosSpec } from './specs.js';

const PROSE: Turn = { says: 'This should be quite easy: a few lines will do.', runs: null };

export interface Provider {
  /** Base URL for an OpenAI-compatible client. */
  url: string;
  account(): readonly AccountLine[];
  /** Requests that are being answered right now. */
  inFlight(): number;
  close(): Promise<void>;
}

interface Books {
  seed: number;
  specs: readonly ChaosSpec[];
  lines: AccountLine[];
  inFlight: number;
}

export async function startProvider(seed: number, specs: readonly ChaosSpec[]): Promise<Provider> {
  const books: Books = { seed, specs, lines: [], inFlight: 0 };
  const server = createServer((request, response) => {
    books.inFlight += 1;
    serve(books, request, response)
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        books.inFlight -= 1;
      });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    account: () => books.lines,
    inFlight: () => books.inFlight,
    close: () => close(server),
  };
}

async function serve(books: Books, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url?.endsWith('/models')) return sendJson(response, 200, modelsBody(Object.keys(MODELS)));
  const body = (await readBody(request)) ?? '';
  const read = readChatRequest(body);
  if (!read.ok) return sendJson(response, 400, errorBody(read.problem));
  const scene = sceneOf(header(request, 'x-nightshift-purpose'), read.request.messages);
  const run = header(request, 'x-nightshift-run');
  const attempt = header(request, 'x-nightshift-attempt');
  const requestSha256 = createHash('sha256').update(body).digest('hex');
  const asked = books.lines.filter((line) => line.attempt === attempt && line.requestSha256 === requestSha256).length;
  const call = `${attempt} ${scene.purpose} ${scene.turnsTaken}`;
  const { fault, latencyMs } = misbehaviourOf(books.seed, call, asked + 1);
  const task = header(request, 'x-nightshift-task');
  const { purpose, turnsTaken } = scene;
  const turn =
    fault === 'prose' && purpose !== 'plan' ? PROSE : answerOf(books.specs, { purpose, task, run, turnsTaken });
  const tokens = countTokens(body, read.request, turn);
  const refusal = refusalOf(fault);
  // Whoever goes away while the model thinks pays for it all the same.
  books.lines.push({
    ...{ atMs: Date.now(), run, attempt, purpose, turn: turnsTaken, model: read.request.model, requestSha256, fault },
    ...tokens,
    status: refusal?.status ?? (fault === 'resetBeforeHeaders' ? null : 200),
    billed: refusal === null,
  });
  await wait(latencyMs);
  if (!refusal)
    return answer(response, fault, { id: `chaos-${books.lines.length}`, request: read.request, turn, tokens });
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  sendJson(response, refusal.status, errorBody(refusal.message));
}

interface Answer {
  id: string;
  request: ChatRequest;
  turn: Turn;
  tokens: TokenCounts;
}

function answer(response: ServerResponse, fault: Fault, { id, request, turn, tokens }: Answer): void {
  const told = fault === 'halfUsage' ? halfOf(tokens) : tokens;
  if (fault === 'resetBeforeHeaders') reset(response);
  else if (request.stream) stream(response, fault, completionChunks(id, request.model, turn, told));
  else {
    const body = completionBody(id, request.model, turn, told);
    sendJson(response, 200, fault === 'noUsage' ? { ...body, usage: undefined } : body);
  }
}

function stream(response: ServerResponse, fault: Fault, pieces: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (fault === 'resetAfterHeaders') breakAfter(response, []);
  else if (fault === 'cut') breakAfter(response, pieces.slice(0, Math.ceil(pieces.length / 2)));
  else {
    for (const piece of pieces) if (fault !== 'noUsage' || !piece.includes('"usage"')) response.write(piece);
    response.end();
  }
}

/** What was written reaches the client before the connection breaks. */
function breakAfter(response: ServerResponse, pieces: readonly string[]): void {
  response.flushHeaders();
  response.write(pieces.join('') || ': \n\n', () => setImmediate(() => reset(response)));
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function halfOf(tokens: TokenCounts): TokenCounts {
  const half = (count: number) => Math.floor(count / 2);
  return {
    inputTokens: half(tokens.inputTokens),
    cachedInputTokens: half(tokens.cachedInputTokens),
    outputTokens: half(tokens.outputTokens),
  };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
