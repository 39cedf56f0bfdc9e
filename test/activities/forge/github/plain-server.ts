// An HTTP server that answers as a test says, to see what becomes of answers that no well-behaved GitHub gives.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from '@jest/globals';
import { createGitHub } from '../../../../activities/forge/github/create-github.js';
import type { GitHub } from '../../../../activities/forge/github/github.js';
import type { ClientOptions } from '../../../../activities/forge/github/github-client.js';
import type { GitHubSettings } from '../../../../core/operator-config.js';
import type { ForgeRepository } from '../../../../core/repository.js';
import { aGitHubSettings } from '../../../doubles/github-settings.js';

/** Looks like a token, and must not be found anywhere but in the one header. */
export const TOKEN = 'ghp_Planted0123456789abcdefghijABCDEFGHIJ';
export const REPOSITORY: ForgeRepository = { kind: 'github', host: 'github.test', owner: 'acme', name: 'library' };

export interface Seen {
  method: string;
  url: string;
  authorization: string | null;
  body: string;
}

export interface PlainServer {
  url: string;
  seen: Seen[];
}

export type Answering = (seen: Seen, response: ServerResponse) => void;

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

export async function plainServer(answering: Answering): Promise<PlainServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, authorization: headers.authorization ?? null, body };
      seen.push(one);
      answering(one, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

export function settingsFor(apiUrl: string, more: Partial<GitHubSettings> = {}): GitHubSettings {
  return aGitHubSettings({ repositories: ['acme/library'], host: 'github.test', apiUrl, ...more });
}

export function githubAt(
  apiUrl: string,
  options: ClientOptions = {},
  env: NodeJS.ProcessEnv = { GITHUB_TOKEN: TOKEN },
): GitHub {
  return createGitHub(settingsFor(apiUrl), env, options);
}
