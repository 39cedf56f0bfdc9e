// A model provider for the demo, on loopback: it speaks the OpenAI chat completions protocol, so that the real provider
// path is used, and answers from a script. It says that it is scripted wherever a person reads its name.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import {
  completionBody,
  completionChunks,
  countTokens,
  errorBody,
  modelsBody,
  readChatRequest,
  type TokenCounts,
} from './chat-protocol.js';
import { close, header, listen, REQUEST_BYTES_MAX, readBody } from './loopback-server.js';
import { loadScript, type Scene, type Script, sceneOf } from './script.js';

export const SCRIPTED_MODELS = ['nightshift-scripted-small', 'nightshift-scripted-large'] as const;

/** Long enough for a person to watch, short enough not to bore. */
const LATENCY_MS = 300;

export interface ScriptedModelOptions {
  /** How long it seems to think about each turn. */
  latencyMs?: number;
  /** False: the first try is right already, which makes a night a good deal shorter. True when absent. */
  slips?: boolean;
}

/** One answered request, in the order of arrival. */
export interface ScriptedCall extends Scene, TokenCounts {
  model: string;
  /** The header `x-nightshift-attempt`. */
  attempt: string;
  /** The request's body as it came. */
  request: string;
}

export interface ScriptedModel {
  /** Base URL for an OpenAI-compatible client. It wants some key, and takes any. */
  url: string;
  calls(): ScriptedCall[];
  close(): Promise<void>;
}

interface Reply {
  status: number;
  /** A whole body, or the pieces of a stream. */
  body: object | string[];
}

export async function startScriptedModel({
  latencyMs = LATENCY_MS,
  slips = true,
}: ScriptedModelOptions = {}): Promise<ScriptedModel> {
  const script = await loadScript(slips);
  const calls: ScriptedCall[] = [];
  const server = createServer((request, response) => {
    reply(request, script, calls)
      .catch(
        (error: unknown): Reply => ({ status: 500, body: errorBody(`the scripted model failed: ${String(error)}`) }),
      )
      .then((answer) => send(response, answer, latencyMs))
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}/v1`, calls: () => [...calls], close: () => close(server) };
}

async function reply(request: IncomingMessage, script: Script, calls: ScriptedCall[]): Promise<Reply> {
  if (!/^Bearer .+/.test(request.headers.authorization ?? '')) {
    return { status: 401, body: errorBody('the scripted model wants a key; any will do') };
  }
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /v1/models') return { status: 200, body: modelsBody(SCRIPTED_MODELS) };
  if (route !== 'POST /v1/chat/completions') return { status: 404, body: errorBody(`there is no ${route}`) };

  const body = await readBody(request);
  if (body === null) return { status: 413, body: errorBody(`the body is larger than ${REQUEST_BYTES_MAX} bytes`) };
  const read = readChatRequest(body);
  if (!read.ok) return { status: 400, body: errorBody(read.problem) };
  const { model, messages, stream } = read.request;
  if (!SCRIPTED_MODELS.some((known) => known === model)) {
    return { status: 404, body: errorBody(`there is no model ${model}; there are ${SCRIPTED_MODELS.join(', ')}`) };
  }

  const scene = sceneOf(header(request, 'x-nightshift-purpose'), messages);
  const turn = script.answer(scene);
  const tokens = countTokens(body, read.request, turn);
  calls.push({ ...scene, ...tokens, model, attempt: header(request, 'x-nightshift-attempt'), request: body });
  const answer = stream ? completionChunks : completionBody;
  return { status: 200, body: answer(`scripted-${scene.turnsTaken + 1}`, model, turn, tokens) };
}

async function send(response: ServerResponse, { status, body }: Reply, latencyMs: number): Promise<void> {
  if (status === 200) await wait(latencyMs);
  const pieces = Array.isArray(body);
  response.writeHead(status, { 'content-type': pieces ? 'text/event-stream' : 'application/json' });
  if (pieces) for (const piece of body) response.write(piece);
  response.end(pieces ? '' : JSON.stringify(body));
}
