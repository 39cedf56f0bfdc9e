// A git server on loopback: git's own http-backend behind HTTP, open only to who sends the token as password.
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

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
      return serve(root, user, request, response);
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

/** One request as the Common Gateway Interface hands it on. */
function serve(root: string, user: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://host');
  const env = {
    PATH: process.env['PATH'],
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_PROTOCOL: request.headers['git-protocol']?.toString() ?? '',
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    REMOTE_USER: user,
  };
  const backend = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  request.pipe(backend.stdin);
  // A client that goes away mid-request ends the backend; there is nobody left to tell.
  backend.stdin.on('error', () => backend.kill());
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => answer(Buffer.concat(chunks), response));
}

function answer(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n');
  const headers = output.subarray(0, end).toString('latin1').split('\r\n');
  let status = 200;
  for (const header of headers) {
    const colon = header.indexOf(':');
    const [name, value] = [header.slice(0, colon), header.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status).end(output.subarray(end + 4));
}
