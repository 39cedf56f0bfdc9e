// The HTTP server that GitHub's webhooks are delivered to. It stands on the open network: what is slow, large or unsigned
// costs it little.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhooks } from '@octokit/webhooks';
import type { WebhookSettings } from '../../../core/operator-config.js';
import { reasonOf, SetupProblem } from '../../setup-problem.js';
import { answerDelivery, type DeliveryParts, pathOf, WEBHOOK_PATH } from './answer-delivery.js';
import { joinHints } from './join-hints.js';

export interface WebhookServerOptions extends Omit<DeliveryParts, 'verify'> {
  listen: Pick<WebhookSettings, 'listenHost' | 'port'>;
  secret: string;
  /** Whether hints can be taken just now. */
  isWell(): Promise<boolean>;
  /** Told of what is wrong inside; never of what others send. */
  onProblem(reason: string): void;
}

export interface WebhookServer {
  /** Where deliveries are taken on this machine. */
  url: string;
  /** Takes nothing new and finishes what is being answered. */
  close(): Promise<void>;
}

export const HEALTH_PATH = '/health';
const LOOPBACK = '127.0.0.1';
const CONNECTIONS_MAX = 256;
const LIMITS = {
  maxHeaderSize: 16_384,
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};
const CLOSE_MS_MAX = 10_000;
const IDLE_CHECK_MS = 50;

/** Throws `SetupProblem` where it cannot listen. */
export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const { secret, listen, watched } = options;
  const webhooks = new Webhooks({ secret });
  const parts: DeliveryParts = {
    watched,
    verify: (body, signature) => webhooks.verify(body, signature),
    hint: joinHints(options.hint),
  };
  const asked = { ...options, isWell: oneAtATime(options.isWell) };
  const server = createServer(LIMITS, (request, response) => void serve(parts, asked, request, response));
  server.maxConnections = CONNECTIONS_MAX;
  const host = listen.listenHost ?? LOOPBACK;
  await listening(server, host, listen.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}${WEBHOOK_PATH}`,
    close: () => close(server),
  };
}

async function serve(
  parts: DeliveryParts,
  options: Pick<WebhookServerOptions, 'isWell' | 'onProblem'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Whoever leaves in the middle is not to be answered.
  response.on('error', () => undefined);
  try {
    if (pathOf(request) === HEALTH_PATH) return await answerHealth(options, response);
    const { status, text } = await answerDelivery(parts, request);
    // What is not read to its end would be taken for the next request.
    const headers = { 'content-type': 'text/plain', ...(request.complete ? {} : { connection: 'close' }) };
    response.writeHead(status, headers).end(`${text}\n`);
  } catch (error) {
    if (!request.destroyed) options.onProblem(reasonOf(error));
    response.destroy();
  }
}

async function answerHealth({ isWell }: Pick<WebhookServerOptions, 'isWell'>, response: ServerResponse): Promise<void> {
  const well = await isWell();
  response.writeHead(well ? 200 : 503, { 'content-type': 'text/plain' }).end(well ? 'well\n' : 'no Temporal server\n');
}

/** Anybody may ask, and the engine answers: whoever asks meanwhile is given the same answer. */
function oneAtATime(ask: () => Promise<boolean>): () => Promise<boolean> {
  let asking: Promise<boolean> | null = null;
  return () => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new SetupProblem(
      `Webhooks cannot be taken at ${host}:${port}: ${reasonOf(error)}. ` +
        "Name another port under github.webhook in the operator's configuration.",
    );
  }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection is idle once its answer is out, and would be kept open for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const late = setTimeout(() => server.closeAllConnections(), CLOSE_MS_MAX);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
