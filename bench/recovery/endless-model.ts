// A provider that begins each answer and never ends it, and that keeps when its client went away.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { completionChunks } from '../../scripts/demo/chat-protocol.js';

export const ENDLESS_MODEL = 'endless';
const PIECE_EVERY_MS = 50;

export interface EndlessModel {
  url: string;
  /** Resolves when the next generation has begun, with the moment at which its connection was closed. */
  nextGeneration(): Promise<{ closedAtMs: Promise<number> }>;
  close(): void;
}

export async function startEndlessModel(): Promise<EndlessModel> {
  const waiting: ((generation: { closedAtMs: Promise<number> }) => void)[] = [];
  const server = createServer(async (request, response) => {
    await drain(request);
    const turn = { says: 'and so on ', runs: null };
    const [piece = ''] = completionChunks('endless-1', ENDLESS_MODEL, turn, {
      inputTokens: 1,
      cachedInputTokens: 0,
      outputTokens: 1,
    });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(piece);
    const writing = setInterval(() => response.write(piece), PIECE_EVERY_MS);
    const closedAtMs = new Promise<number>((resolve) => {
      response.on('close', () => {
        clearInterval(writing);
        resolve(Date.now());
      });
    });
    waiting.shift()?.({ closedAtMs });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    nextGeneration: () => new Promise((resolve) => waiting.push(resolve)),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function drain(request: IncomingMessage): Promise<void> {
  for await (const chunk of request) void chunk;
}
