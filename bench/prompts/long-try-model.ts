// A provider for one long try: it asks for a command in each turn, whose output is as long as that of real work now and
// then is, until its turns are used up. It counts what it was sent as a provider with a prefix cache would.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { completionBody, completionChunks, readChatRequest } from '../../scripts/demo/chat-protocol.js';

export const LONG_TRY_MODEL = 'long-try';
const CHARS_PER_TOKEN = 4;
/** Lines of output in turn: mostly short, now and then a whole test log. */
const OUTPUT_LINES = [12, 40, 6, 160, 25, 80, 15, 320];

export interface SentRequest {
  promptTokens: number;
  /** Of these, the beginning that the request before had, too. */
  cachedTokens: number;
}

export interface LongTryModel {
  url: string;
  requests: SentRequest[];
  close(): void;
}

export async function startLongTryModel(turns: number): Promise<LongTryModel> {
  const requests: SentRequest[] = [];
  let before = '';
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const read = readChatRequest(body);
    if (!read.ok) return void response.writeHead(400).end(read.problem);
    const tokens = { promptTokens: tokensIn(body.length), cachedTokens: tokensIn(sharedPrefix(before, body)) };
    before = body;
    requests.push(tokens);
    const turn = turnOf(requests.length, turns);
    const counts = { inputTokens: tokens.promptTokens, cachedInputTokens: tokens.cachedTokens, outputTokens: 60 };
    const id = `long-${requests.length}`;
    if (!body.includes('"stream":true')) {
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(completionBody(id, LONG_TRY_MODEL, turn, counts)));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of completionChunks(id, LONG_TRY_MODEL, turn, counts)) response.write(chunk);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, requests, close: () => void server.close() };
}

function turnOf(number: number, turns: number): { says: string; runs: string | null } {
  if (number > turns) return { says: 'Done.', runs: null };
  const lines = OUTPUT_LINES[number % OUTPUT_LINES.length] ?? 0;
  const command = `echo 'step ${number}' >> steps.txt; seq -f 'output %g of step ${number}' 1 ${lines}`;
  return { says: `Step ${number}: I change a file and look at what comes of it.`, runs: command };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function tokensIn(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}

function sharedPrefix(before: string, now: string): number {
  const most = Math.min(before.length, now.length);
  let shared = 0;
  while (shared < most && before.charCodeAt(shared) === now.charCodeAt(shared)) shared += 1;
  return shared;
}
