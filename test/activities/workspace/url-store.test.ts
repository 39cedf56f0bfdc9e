import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { homeIn } from '../../../activities/home.js';
import { checkStore } from '../../../activities/workspace/check-store.js';
import { createWorkspace } from '../../../activities/workspace/create-workspace.js';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import { type GitServer, startGitServer } from '../../doubles/git-server.js';
import { candidate, FILES, git, type Opened, RUN, temporaryFolder, userRepository } from './repositories.js';

const TOKEN = 'store-token-that-must-not-leak';

let server: GitServer;
let served: string;
let url: string;

beforeEach(async () => {
  served = temporaryFolder();
  git(served, 'init', '--quiet', '--bare', 'store.git');
  git(join(served, 'store.git'), 'config', 'http.receivepack', 'true');
  server = await startGitServer(served, TOKEN);
  url = `${server.url}/store.git`;
  process.env['NIGHTSHIFT_STORE_TOKEN'] = TOKEN;
});

afterEach(async () => {
  delete process.env['NIGHTSHIFT_STORE_TOKEN'];
  delete process.env['GIT_SSH_COMMAND'];
  await server.close();
});

/** A worker with a disk of its own. */
function homeOf(store = url): ReturnType<typeof homeIn> {
  const state = temporaryFolder();
  return { ...homeIn({ state, cache: temporaryFolder(), config: join(state, 'config.yml') }), store };
}

async function worker(user: string, home = homeOf()): Promise<Opened> {
  const repository = await findRepository(user);
  const workspace = createWorkspace({ home });
  const { baseCommit: base } = await workspace.open(repository, RUN);
  return { user, state: home.state, workspace, repository, base };
}

function refsServed(): string[] {
  const listing = git(join(served, 'store.git'), 'for-each-ref', '--format=%(refname)');
  return listing.split('\n').filter(Boolean);
}

describe('a store at an http URL', () => {
  it('lets a worker on another disk go on, merge and publish, with the token as password', async () => {
    const near = await worker(userRepository());
    const first = await candidate(near, near.base, { first: 'x' });
    const far: Opened = { ...near, workspace: createWorkspace({ home: homeOf() }) };
    const second = await candidate(far, first, { second: 'x' });
    await near.workspace.publish(near.repository, 'nightshift/done', second, null);
    expect(git(near.user, 'show', 'nightshift/done:second')).toBe('x');
    expect(new Set(server.users)).toEqual(new Set(['x-access-token']));
    expect(server.refused.every((header) => header === null)).toBe(true);
  });

  it('holds runs of the same name of several repositories, each under its own id', async () => {
    const one = await worker(userRepository());
    const two = await worker(userRepository({ ...FILES, other: 'x' }));
    expect(refsServed().sort()).toEqual(
      [one, two].map(({ repository }) => `refs/nightshift/${repository.id}/${RUN}/base`).sort(),
    );
  });

  it('is sent only what is new, and sends only what is new', async () => {
    const near = await worker(
      userRepository({ ...FILES, big: 'x'.repeat(50_000).replaceAll('x', () => `${Math.random()}`) }),
    );
    const home = homeOf();
    const far: Opened = { ...near, workspace: createWorkspace({ home }) };
    await far.workspace.treeOf(near.repository, near.base);
    const made = await candidate(near, near.base, { small: 'x' });
    await far.workspace.treeOf(near.repository, made);
    const packs = join(home.cache, 'mirrors', `${near.repository.id}.git`, 'objects', 'pack');
    const sizes = readdirSync(packs)
      .filter((name) => name.endsWith('.pack'))
      .map((name) => readFileSync(join(packs, name)).length);
    expect(Math.min(...sizes)).toBeLessThan(2_000);
  });

  it('shows the token in no command line, setting, message or file', async () => {
    const shown = join(temporaryFolder(), 'shown');
    const bin = temporaryFolder();
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, 'git'), `#!/bin/sh\necho "$0 $*" >> ${shown}\nexec ${real} "$@"\n`);
    chmodSync(join(bin, 'git'), 0o755);
    const path = process.env['PATH'];
    process.env['PATH'] = `${bin}:${path}`;
    const home = homeOf();
    try {
      const house = await worker(userRepository(), home);
      await candidate(house, house.base, { fresh: 'x' });
    } finally {
      process.env['PATH'] = path;
    }
    expect(readFileSync(shown, 'utf8')).toContain('credential.');
    for (const place of [shown, home.state, home.cache]) {
      expect(spawnSync('grep', ['-r', TOKEN, place]).stdout.toString()).toBe('');
    }
  });

  it('says how a wrong token is put right, and does not repeat it', async () => {
    process.env['NIGHTSHIFT_STORE_TOKEN'] = 'wrong-secret';
    const error: unknown = await checkStore(homeOf()).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(
      /^StoreProblem: the store .*store\.git cannot be reached; check the URL, and NIGHTSHIFT_STORE_TOKEN/,
    );
    expect(String(error)).not.toContain('wrong-secret');
    expect(server.refused).toContain(`Basic ${Buffer.from('x-access-token:wrong-secret').toString('base64')}`);
    await expect(worker(userRepository())).rejects.toMatchObject({ type: 'GitTrouble' });
  });

  it('takes the user from the URL', async () => {
    await checkStore(homeOf(url.replace('//', '//me@')));
    expect(server.users.at(-1)).toBe('me');
  });

  it('is tried again where somebody holds the lock of a ref', async () => {
    const near = await worker(userRepository());
    const ref = `refs/nightshift/${near.repository.id}/${RUN}/whole/1`;
    const lock = join(served, 'store.git', `${ref}.lock`);
    execFileSync('mkdir', ['-p', join(lock, '..')]);
    writeFileSync(lock, '');
    const making = candidate(near, near.base, { fresh: 'x' });
    setTimeout(() => rmSync(lock), 700);
    expect(git(join(served, 'store.git'), 'cat-file', '-t', await making)).toBe('commit');
    expect(refsServed()).toContain(ref);
  });
});

describe('a store at an ssh URL', () => {
  it('is reached by the command that the operator names', async () => {
    const ssh = join(temporaryFolder(), 'ssh');
    writeFileSync(
      ssh,
      `#!/bin/sh\nwhile [ "$1" != git@store.example ]; do shift; done; shift\ncd ${served} && exec sh -c "$*"\n`,
    );
    chmodSync(ssh, 0o755);
    process.env['GIT_SSH_COMMAND'] = ssh;
    const near = await worker(userRepository(), homeOf('git@store.example:store.git'));
    const made = await candidate(near, near.base, { fresh: 'x' });
    expect(refsServed()).toHaveLength(2);
    const far = createWorkspace({ home: homeOf('git@store.example:store.git') });
    expect(await far.listFiles(near.repository, made)).toHaveLength(3);
  });
});

describe('a shallow clone and a store that takes none', () => {
  it('is told of before money is spent, with two ways out', async () => {
    const deep = userRepository();
    git(deep, 'commit', '--quiet', '--allow-empty', '--message', 'More');
    const shallow = join(temporaryFolder(), 'shallow');
    git(deep, 'clone', '--quiet', '--depth=1', `file://${deep}`, shallow);
    await expect(worker(shallow)).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringMatching(/git fetch --unshallow.*receive\.shallowUpdate/),
    });
    git(shallow, 'fetch', '--quiet', '--unshallow');
    expect((await worker(shallow)).base).toBe(git(deep, 'rev-parse', 'HEAD'));
  });
});
