// A repository on a forge: real git over HTTP that asks for a token, behind a door that can be told to refuse.
import { execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { homeIn } from '../../../../activities/home.js';
import { createWorkspace } from '../../../../activities/workspace/create-workspace.js';
import { githubRemotes } from '../../../../activities/workspace/remote/github-remotes.js';
import type { Workspace } from '../../../../activities/workspace/workspace.js';
import { repositoryRefOf } from '../../../../core/github-address.js';
import type { RepositoryRef } from '../../../../core/repository.js';
import { type GitServer, startGitServer } from '../../../doubles/git-server.js';
import { commit, FILES, type Files, git, temporaryFolder, userRepository } from '../repositories.js';

export const TOKEN = 'ghp_aTokenThatMustNotLeak0123456789abcdef';

/** What is said instead of git; null lets the request in. */
export type Refusal = { status: number; body?: string; location?: string } | null;

export interface RemoteRoom {
  /** Bare repository that is served as `octo/shop`. */
  shop: string;
  /** A clone of it, in which a person works. */
  person: string;
  repository: RepositoryRef;
  /** Method and path of every request that came. */
  requests: string[];
  refuse: (request: IncomingMessage) => Refusal;
  /** Whether the connection breaks when the request has been answered, and the answer is lost. */
  breaksAfter: (request: IncomingMessage) => boolean;
  token: string;
  /** A workspace of a worker with a disk of its own, but for the state. */
  worker(state?: string, store?: string): Workspace;
  state: string;
  /** Serves a bare repository under another name, such as a fork's. */
  serve(owner: string): string;
  /** A person's commit on a branch of the forge. */
  push(branch: string, files: Files): string;
  close(): Promise<void>;
}

export async function openRemoteRoom(files: Files = FILES): Promise<RemoteRoom> {
  const root = temporaryFolder();
  const person = userRepository(files);
  const server = await startGitServer(root, TOKEN);
  const bare = (owner: string): string => {
    const dir = join(root, owner, 'shop.git');
    git(root, 'clone', '--quiet', '--bare', person, dir);
    git(dir, 'config', 'http.receivepack', 'true');
    return dir;
  };
  const shop = bare('octo');
  const requests: string[] = [];
  const door = await startDoor(server, {
    refuse: (request) => {
      requests.push(`${request.method} ${request.url}`);
      return room.refuse(request);
    },
    breaksAfter: (request) => room.breaksAfter(request),
  });
  const { port } = door.address() as AddressInfo;
  const forge = { kind: 'github', host: `127.0.0.1:${port}`, owner: 'octo', name: 'shop' } as const;
  const state = temporaryFolder();
  const settings = { host: forge.host, webUrl: `http://${forge.host}` };
  const remotes = githubRemotes({ token: async () => ({ ok: true, value: room.token }) }, settings);
  const room: RemoteRoom = {
    shop,
    person,
    repository: repositoryRefOf(settings, forge),
    requests,
    refuse: () => null,
    breaksAfter: () => false,
    token: TOKEN,
    state,
    worker: (where = state, store) => {
      const home = homeIn({ state: where, cache: temporaryFolder(), config: join(where, 'config.yml') });
      return createWorkspace({ home: store === undefined ? home : { ...home, store }, remotes });
    },
    serve: bare,
    push: (branch, changed) => {
      git(person, 'fetch', '--quiet', shop, '+refs/heads/*:refs/remotes/origin/*');
      const there = git(person, 'for-each-ref', '--format=%(refname)', `refs/remotes/origin/${branch}`);
      git(person, 'checkout', '--quiet', '--detach', there || 'origin/main');
      const made = commit(person, changed);
      git(person, 'push', '--quiet', shop, `HEAD:refs/heads/${branch}`);
      return made;
    },
    close: async () => {
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
      await server.close();
    },
  };
  return room;
}

/** Puts so many more commits on `main`. */
export function lengthenHistory({ person, shop }: RemoteRoom, commits: number): void {
  const start = git(person, 'rev-parse', 'main');
  const history = Array.from({ length: commits }, (_, at) => {
    const from = at === 0 ? `from ${start}\n` : '';
    return `commit refs/heads/long\ncommitter U <u@localhost> ${1_700_000_000 + at} +0000\ndata 1\nx\n${from}\n`;
  });
  execFileSync('git', ['fast-import', '--quiet'], { cwd: person, input: history.join('') });
  git(person, 'push', '--quiet', shop, 'long:main');
}

export function mirrorOf({ state, repository }: RemoteRoom): string {
  return join(state, 'stores', `${repository.id}.git`);
}

export function tipAt(bare: string, branch: string): string | null {
  return git(bare, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`) || null;
}

async function startDoor(behind: GitServer, rules: Pick<RemoteRoom, 'refuse' | 'breaksAfter'>): Promise<Server> {
  const door = createServer((request, response) => {
    const refusal = rules.refuse(request);
    if (refusal !== null) {
      const headers = refusal.location === undefined ? {} : { location: refusal.location };
      request.resume();
      response.writeHead(refusal.status, { ...headers, 'content-type': 'text/plain' }).end(refusal.body ?? '');
      return;
    }
    const { method, headers } = request;
    const onward = send(`${behind.url}${request.url}`, { method, headers }, (answer) => {
      if (rules.breaksAfter(request)) {
        answer.resume().on('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return door;
}
