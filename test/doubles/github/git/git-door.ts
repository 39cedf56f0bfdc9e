// git over smart HTTP: who may read and who may push, as GitHub has it, in front of git's own http-backend.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveGit } from '../../git-http.js';
import { branchMoved, movesBetween } from '../acts/pushes.js';
import type { Call } from '../calls.js';
import type { Repository } from '../model.js';
import { oneByOne } from '../one-by-one.js';
import { Refusal } from '../refusal.js';
import { identify } from '../rest/identify.js';
import { actorRole, isAtLeast } from '../roles.js';
import type { Token } from '../tokens.js';
import { fullName, repositoryNamed, same, type World } from '../world.js';

const PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export interface GitRequest {
  owner: string;
  name: string;
  service: string;
  /** As it is named in the account and in faults. */
  route: string;
  writes: boolean;
}

/** Null: it is no request of git. */
export function gitRequest(url: URL): GitRequest | null {
  const [, owner, name, service] = PATH.exec(url.pathname) ?? [];
  if (!owner || !name || !service) return null;
  const writes = service === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  return { owner, name, service, route: `git ${service}`, writes };
}

/** `afterwards` comes when the work is done, before the answer leaves. */
export async function serveGitRequest(
  world: World,
  asked: GitRequest,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  call: Call,
  afterwards: () => Promise<void>,
): Promise<void> {
  try {
    const { authorization } = request.headers;
    const token = identify(world, authorization).token;
    call.login = token?.user.login ?? null;
    const repository = admit(world, asked, url, token);
    const workflows = token?.permissions
      ? token.permissions['workflows'] === 'write'
      : token?.scopes.includes('workflow');
    const service = {
      root: world.root,
      path: `/${repository.git.folder}/${asked.service}`,
      query: url.search.slice(1),
      user: token?.user.login ?? '',
      env: { GITHUB_DOUBLE_WORKFLOWS: workflows ? 'yes' : 'no' },
    };
    const serve = (done: () => Promise<void>) => serveGit(service, request, response, done);
    if (asked.service === 'git-receive-pack' && token) await receive(world, token, repository, serve, afterwards);
    else await serve(afterwards);
    call.status = response.statusCode;
  } catch (error) {
    if (!(error instanceof Refusal)) world.problems.push(`${asked.route}: ${error}`);
    const { status, message, headers } = error instanceof Refusal ? error : new Refusal(500, String(error));
    call.status = status;
    const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
    response.writeHead(status, { 'content-type': 'text/plain', ...challenge, ...headers }).end(`${message}\n`);
  }
}

/** Pushes wait for each other, but nobody waits for what comes when one is done. */
function receive(
  world: World,
  token: Token,
  repository: Repository,
  serve: (done: () => Promise<void>) => Promise<void>,
  afterwards: () => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const alone = (): Promise<void> =>
      new Promise((release) => {
        const work = async (): Promise<void> => {
          const before = await repository.git.refs();
          await serve(async () => {
            const moves = movesBetween(before, await repository.git.refs());
            for (const move of moves) await branchMoved(world, token, repository, move);
            release();
            await afterwards();
          });
        };
        work().then(resolve, reject).finally(release);
      });
    oneByOne(repository, alone).catch(reject);
  });
}

function admit(world: World, asked: GitRequest, url: URL, token: Token | null) {
  const repository = repositoryNamed(world, asked.owner, asked.name);
  // To who does not say who they are, GitHub does not tell a hidden repository from one that is not.
  const hidden = token ? new Refusal(404, 'Repository not found.') : new Refusal(401, 'Authentication required');
  if (!repository || (token?.repositories && repository.private && !token.repositories.includes(repository.id)))
    throw hidden;
  const role = actorRole(repository, token);
  if (role === null) throw hidden;
  if (!same(`${asked.owner}/${asked.name}`, fullName(repository))) {
    const location = `${world.origin}/${fullName(repository)}.git/${asked.service}${url.search}`;
    throw new Refusal(301, 'Moved Permanently', [], { location });
  }
  const mayRead = !repository.private || !token?.permissions || token.permissions['contents'] !== undefined;
  if (!mayRead) throw new Refusal(403, 'Read access to repository not granted.');
  if (!asked.writes) return repository;
  if (!token) throw new Refusal(401, 'Authentication required');
  const granted = !token.permissions || token.permissions['contents'] === 'write';
  if (!isAtLeast(role, 'write') || !granted) {
    throw new Refusal(403, `Permission to ${fullName(repository)}.git denied to ${token.user.login}.`);
  }
  if (repository.archived) throw new Refusal(403, 'This repository was archived so it is read-only.');
  return repository;
}
