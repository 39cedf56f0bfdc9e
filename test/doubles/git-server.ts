// A git server on loopback: git's own http-backend behind HTTP, open only to who sends the token as password.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveGit } from './git-http.js';

export interface GitServer {
  /** Of the folder that holds the repositories. */
  url: string;
  /** User names that came with the right token, in order. */
  users: string[];
  /** Authorization headers of all requests that were refused; null for one without. */
  refused: (string | null)[];
  close(): Promise<void>;
}

/** Serves the bare repositories under `root`, for reading and writing. */
export async function startGitServer(root: string, token: string): Promise<GitServer> {
  const users: string[] = [];
  const refused: (string | null)[] = [];
  const server = createServer((request, response) => {
    const header = request.headers.authorization ?? null;
    const [user = '', password] = Buffer.from(header?.split(' ')[1] ?? '', 'base64')
      .toString()
      .split(':');
    if (password === token) {
      users.push(user);
      const { pathname, search } = new URL(request.url ?? '/', 'http://host');
      return void serveGit({ root, path: pathname, query: search.slice(1), user }, request, response);
    }
    refused.push(header);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="store"' });
    // Servers have been seen to repeat what they were sent.
    response.end(`no entry for ${password}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    users,
    refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
