// The bridge between HTTP and git's own http-backend, for servers that decide by themselves who may do what.
import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface GitService {
  /** The folder that holds the repositories. */
  root: string;
  /** Below it: the repository and what is asked of it, such as `/store.git/info/refs`. */
  path: string;
  query: string;
  user: string;
  /** For the repository's hooks. */
  env?: Record<string, string>;
}

/** Answers one request as the Common Gateway Interface has it. `done` comes when git has, before the answer is sent. */
export async function serveGit(
  service: GitService,
  request: IncomingMessage,
  response: ServerResponse,
  done: (output: Buffer) => Promise<void> = async () => undefined,
): Promise<void> {
  const env = {
    PATH: process.env['PATH'],
    GIT_PROJECT_ROOT: service.root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_PROTOCOL: request.headers['git-protocol']?.toString() ?? '',
    PATH_INFO: service.path,
    QUERY_STRING: service.query,
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    REMOTE_USER: service.user,
    ...service.env,
  };
  const backend = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  request.pipe(backend.stdin);
  // A client that goes away mid-request ends the backend; there is nobody left to tell.
  backend.stdin.on('error', () => backend.kill());
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((resolve) => backend.on('close', () => resolve()));
  const output = Buffer.concat(chunks);
  await done(output);
  answer(output, response);
}

function answer(output: Buffer, response: ServerResponse): void {
  if (response.destroyed) return;
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
