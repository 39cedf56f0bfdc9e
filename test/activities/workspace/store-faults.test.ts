// What goes wrong in mirrors and stores while a run works: what passes is waited for or mended, what does not is said with
// the way out, and no commit that was stored is lost.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { homeIn } from '../../../activities/home.js';
import { createWorkspace } from '../../../activities/workspace/create-workspace.js';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import { forgetTrees } from '../../../activities/workspace/known-trees.js';
import { isOrphaned, removeIfOrphaned } from '../../../activities/workspace/lock-files.js';
import { removeStoredRun } from '../../../activities/workspace/stored-runs.js';
import { startGitServer } from '../../doubles/git-server.js';
import { candidate, git, type Opened, opened, RUN, storeOf, temporaryFolder, userRepository } from './repositories.js';

const REF = `refs/nightshift/${RUN}/whole/1`;
const ATTEMPTS = 5;
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** A worker whose store is a bare repository at a URL, and who has a mirror of it. */
async function atUrl(
  served = bareStore(),
  store = `file://${served}`,
): Promise<Opened & { served: string; mirror: string }> {
  const state = temporaryFolder();
  const home = {
    ...homeIn({ state, cache: temporaryFolder(), config: join(state, 'c.yml') }),
    store,
  };
  const user = userRepository();
  const repository = await findRepository(user);
  const workspace = createWorkspace({ home });
  const { baseCommit: base } = await workspace.open(repository, RUN);
  const mirror = join(home.cache, 'mirrors', `${repository.id}.git`);
  return { user, state, workspace, repository, base, served, mirror };
}

function bareStore(): string {
  const served = join(temporaryFolder(), 'store.git');
  execFileSync('git', ['init', '--quiet', '--bare', served]);
  return served;
}

function lockOf(repository: string, name: string, ageMs: number): string {
  const lock = join(repository, name);
  mkdirSync(dirname(lock), { recursive: true });
  writeFileSync(lock, '');
  const at = new Date(Date.now() - ageMs);
  utimesSync(lock, at, at);
  return lock;
}

/** What a program called git does that works in the repository, and does not end. */
async function gitAtWorkIn(repository: string): Promise<ChildProcess> {
  const child = spawn('git', [`--git-dir=${repository}`, 'cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'ignore'] });
  children.push(child);
  child.stdin.write('HEAD\n');
  await once(child.stdout, 'data');
  return child;
}

/** As Temporal does with what an activity throws: again, unless that is of no use. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.nonRetryable || attempt === ATTEMPTS) throw error;
    }
  }
}

function damage(repository: string, commit: string, path: string): void {
  const id = git(repository, 'rev-parse', `${commit}:${path}`);
  const loose = join(repository, 'objects', id.slice(0, 2), id.slice(2));
  const packs = join(repository, 'objects/pack');
  const file = existsSync(loose)
    ? loose
    : join(packs, readdirSync(packs).find((name) => name.endsWith('.pack')) ?? 'none');
  chmodSync(file, 0o644);
  truncateSync(file, Math.floor(statSync(file).size / 2));
}

describe('a lock that a killed git left', () => {
  it('on a ref is taken away, and the commit is stored', async () => {
    const house = await opened();
    const lock = lockOf(storeOf(house), `${REF}.lock`, 6_000);
    const made = await candidate(house, house.base, { 'src/new.js': 'x' });
    expect(git(storeOf(house), 'rev-parse', REF)).toBe(made);
    expect(existsSync(lock)).toBe(false);
  });

  it('on the packed refs is taken away, and refs that were packed can be removed', async () => {
    const house = await opened();
    await candidate(house, house.base, { 'src/new.js': 'x' });
    git(storeOf(house), 'pack-refs', '--all');
    const lock = lockOf(storeOf(house), 'packed-refs.lock', 61_000);
    const home = homeIn({ state: house.state, cache: temporaryFolder(), config: '' });
    await removeStoredRun(home, { repositoryId: house.repository.id, refs: `refs/nightshift/${RUN}/` });
    expect(git(storeOf(house), 'for-each-ref', 'refs/nightshift')).toBe('');
    expect(existsSync(lock)).toBe(false);
  });

  it('is left alone and waited for while a git is at work there, however old it is', async () => {
    const house = await opened();
    const child = await gitAtWorkIn(storeOf(house));
    const lock = lockOf(storeOf(house), `${REF}.lock`, 3_600_000);
    expect(await removeIfOrphaned(storeOf(house), lock)).toBe(false);
    const making = candidate(house, house.base, { 'src/new.js': 'x' });
    child.kill();
    await once(child, 'close');
    const made = await making;
    expect(git(storeOf(house), 'rev-parse', REF)).toBe(made);
  });

  it('is known by the clock of the disk, also where that of this machine is an hour off', async () => {
    const store = temporaryFolder();
    const lock = lockOf(store, 'refs/nightshift/x.lock', 0);
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    expect(await isOrphaned(store, lock)).toBe(false);
    now.mockRestore();
  });
});

describe('a store whose server refuses a push', () => {
  it('by a rule or a hook is said at once, with its own words, before money is spent and after', async () => {
    const served = bareStore();
    git(served, 'config', 'http.receivepack', 'true');
    const server = await startGitServer(dirname(served), 'token');
    process.env['NIGHTSHIFT_STORE_TOKEN'] = 'token';
    try {
      const house = await atUrl(served, `${server.url}/store.git`);
      const hook = join(served, 'hooks/pre-receive');
      writeFileSync(
        hook,
        '#!/bin/sh\necho "GH013: Repository rule violations found for refs/nightshift" >&2; exit 1\n',
      );
      chmodSync(hook, 0o755);
      const message = expect.stringMatching(/^the store refuses our commits; .*GH013: .*pre-receive hook declined/s);
      const later = candidate(house, house.base, { 'src/new.js': 'y' }, '2');
      await expect(later).rejects.toMatchObject({ type: 'StoreRefused', nonRetryable: true, message });
      const opening = house.workspace.open(house.repository, 'another.1');
      await expect(opening).rejects.toMatchObject({ reason: 'unreadable', message });
    } finally {
      delete process.env['NIGHTSHIFT_STORE_TOKEN'];
      await server.close();
    }
  });
});

describe('a damaged object', () => {
  it('in a mirror is fetched again from the store', async () => {
    const house = await atUrl();
    const made = await candidate(house, house.base, { 'src/new.js': 'export const fresh = 1;\n' });
    damage(house.mirror, made, 'src/new.js');
    damage(house.mirror, made, 'src/add.js');
    const read = () => house.workspace.readFiles(house.repository, made, ['src/new.js', 'src/add.js'], 1_000);
    expect((await retried(read)).get('src/new.js')).toBe('export const fresh = 1;\n');
    const next = await retried(() => candidate(house, made, { 'src/more.js': 'x' }));
    expect(git(house.served, 'show', `${next}:src/add.js`)).toContain('a - b');
  });

  it('in the store is written again by the step that made it', async () => {
    const house = await opened();
    const files = { 'src/new.js': 'export const fresh = 1;\n' };
    const made = await candidate(house, house.base, files);
    damage(storeOf(house), made, 'src/new.js');
    const read = () => house.workspace.readFile(house.repository, made, 'src/new.js', 1_000);
    await expect(read()).rejects.toMatchObject({ type: 'GitTrouble', message: expect.stringContaining('moved aside') });
    expect(await retried(() => candidate(house, house.base, files))).toBe(made);
    expect(await read()).toBe(files['src/new.js']);
  });

  it('in the store that nobody can write again ends the work at once, with the folder and the way out', async () => {
    const house = await opened();
    const made = await candidate(house, house.base, { 'src/new.js': 'x' });
    damage(storeOf(house), made, 'src/new.js');
    const worktree = () => house.workspace.addWorktree(house.repository, made);
    await expect(retried(worktree)).rejects.toMatchObject({
      type: 'StoreDamaged',
      message: expect.stringMatching(/^the store .*\.git is damaged, .*fsck.*run again with --retry/),
    });
  });

  it('that is a commit is not taken for one that is missing', async () => {
    const house = await opened();
    const made = await candidate(house, house.base, { 'src/new.js': 'x' });
    const file = join(storeOf(house), 'objects', made.slice(0, 2), made.slice(2));
    chmodSync(file, 0o644);
    writeFileSync(file, '');
    forgetTrees();
    await expect(house.workspace.treeOf(house.repository, made)).rejects.toMatchObject({ type: 'GitTrouble' });
  });
});

it('refs that are gone from the store stop nobody: commits are known by their ids', async () => {
  const house = await atUrl();
  const made = await candidate(house, house.base, { 'src/new.js': 'x' });
  for (const place of [house.served, house.mirror]) {
    for (const ref of git(place, 'for-each-ref', '--format=%(refname)').split('\n'))
      git(place, 'update-ref', '-d', ref);
  }
  const next = await candidate(house, made, { 'src/more.js': 'x' });
  expect(git(house.served, 'rev-parse', `${next}^`)).toBe(made);
});
