import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openRepository } from '../../../activities/workspace/create-workspace-activities.js';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import { asActivity } from '../models/model-room.js';
import { plantHooks } from './hooks.js';
import {
  commit,
  FILES,
  fingerprint,
  git,
  opened,
  RUN,
  storeOf,
  temporaryFolder,
  userRepository,
  workspaceOn,
  write,
} from './repositories.js';

const TARGET = { branch: 'nightshift/add-numbers', replaces: null };

async function open(user: string) {
  return await workspaceOn(temporaryFolder()).open(await findRepository(user), RUN);
}

describe('opening a repository', () => {
  it('starts from the commit at HEAD and the branch that is checked out', async () => {
    const user = userRepository();
    expect(await open(user)).toEqual({ baseCommit: git(user, 'rev-parse', 'HEAD'), baseBranch: 'main', dirty: false });
  });

  it('starts from a detached HEAD that no branch holds', async () => {
    const user = userRepository();
    git(user, 'checkout', '--quiet', '--detach');
    const lone = commit(user, { lone: 'x' });
    expect(await open(user)).toEqual({ baseCommit: lone, baseBranch: 'HEAD', dirty: false });
  });

  it('starts from the HEAD of the linked worktree that was named', async () => {
    const user = userRepository();
    const linked = join(temporaryFolder(), 'linked');
    git(user, 'worktree', 'add', '--quiet', '-b', 'side', linked);
    const side = commit(linked, { side: 'x' });
    expect(await open(linked)).toEqual({ baseCommit: side, baseBranch: 'side', dirty: false });
  });

  it('opens a bare, a shallow and a SHA-256 repository', async () => {
    const user = userRepository();
    const second = commit(user, { second: 'x' });
    const bare = join(temporaryFolder(), 'bare.git');
    git(user, 'clone', '--quiet', '--bare', user, bare);
    const shallow = join(temporaryFolder(), 'shallow');
    git(user, 'clone', '--quiet', '--depth=1', `file://${user}`, shallow);
    const sha256 = temporaryFolder();
    git(sha256, 'init', '--quiet', '--object-format=sha256');
    const long = commit(sha256, FILES);
    expect(await open(bare)).toMatchObject({ baseCommit: second, dirty: false });
    expect(await open(shallow)).toMatchObject({ baseCommit: second, dirty: false });
    expect(await open(sha256)).toMatchObject({ baseCommit: long, dirty: false });
  });

  it('opens a repository that belongs to somebody else', async () => {
    const user = userRepository();
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', '65534', user]);
    expect(await open(user)).toMatchObject({ baseBranch: 'main', dirty: false });
  });

  it.each<[string, (user: string) => void]>([
    ['a changed file', (user) => write(user, { 'README.md': 'changed' })],
    [
      'a staged file',
      (user) => {
        write(user, { staged: 'x' });
        git(user, 'add', 'staged');
      },
    ],
    ['a new file', (user) => write(user, { fresh: 'x' })],
  ])('says that the tree is dirty with %s, and leaves it out', async (_what, change) => {
    const user = userRepository();
    change(user);
    expect(await open(user)).toEqual({ baseCommit: git(user, 'rev-parse', 'HEAD'), baseBranch: 'main', dirty: true });
  });

  it('does not call a tree dirty for files that are ignored', async () => {
    const user = userRepository({ ...FILES, '.gitignore': 'built\n' });
    write(user, { built: 'x' });
    appendFileSync(join(user, '.git', 'info', 'exclude'), 'mine\n');
    write(user, { mine: 'x' });
    expect(await open(user)).toMatchObject({ dirty: false });
  });

  it('keeps the base in the store under a ref of the run', async () => {
    const house = await opened();
    expect(git(storeOf(house), 'rev-parse', `refs/nightshift/${RUN}/base`)).toBe(house.base);
  });

  it('changes nothing in the repository: not index, stash, settings, reflogs, FETCH_HEAD nor files', async () => {
    const user = userRepository();
    write(user, { 'README.md': 'stashed' });
    git(user, 'stash', '--quiet');
    write(user, { 'README.md': 'dirty', staged: 'x' });
    git(user, 'add', 'staged');
    writeFileSync(join(user, '.git', 'FETCH_HEAD'), 'theirs\n');
    // git status would note in the index that the content is the same.
    utimesSync(join(user, 'src', 'add.js'), 1, 1);
    const before = fingerprint(user);
    await open(user);
    expect(fingerprint(user)).toEqual(before);
  });

  it('runs no hook, monitor, filter or pager that the repository names', async () => {
    const user = userRepository({ ...FILES, '.gitattributes': '* filter=evil diff=evil\n' });
    const { ran } = plantHooks(user);
    write(user, { 'README.md': '# A library!\n' });
    expect(await open(user)).toMatchObject({ dirty: true });
    expect(ran()).toEqual([]);
    git(user, 'status');
    expect(ran()).not.toEqual([]);
  });

  it('rather says dirty than starts a filter whose name cannot be switched off', async () => {
    const user = userRepository({ ...FILES, '.gitattributes': '* filter=a=b\n' });
    const trace = join(temporaryFolder(), 'ran');
    appendFileSync(join(user, '.git', 'config'), `[filter "a=b"]\n\tclean = "touch ${trace}; cat"\n`);
    rmSync(join(user, 'README.md'));
    write(user, FILES);
    expect(await open(user)).toMatchObject({ dirty: true });
    expect(existsSync(trace)).toBe(false);
  });

  it('follows branches that were renamed in each other’s way', async () => {
    const user = userRepository();
    git(user, 'branch', 'topic');
    const state = temporaryFolder();
    const house = await opened(user, state);
    git(user, 'branch', '--delete', '--quiet', 'topic');
    git(user, 'branch', 'topic/part');
    const next = commit(user, { next: 'x' });
    expect(await house.workspace.open(house.repository, 'next.1')).toMatchObject({ baseCommit: next });
  });

  it('can be done by eight runs at once', async () => {
    const user = userRepository();
    for (const name of ['one', 'two', 'three']) git(user, 'branch', name);
    const workspace = workspaceOn(temporaryFolder());
    const repository = await findRepository(user);
    const runs = Array.from({ length: 8 }, (_, index) => workspace.open(repository, `run.${index}`));
    expect(new Set((await Promise.all(runs)).map(({ baseCommit }) => baseCommit)).size).toBe(1);
  });
});

describe('the activity openRepository', () => {
  it('returns what people can mend as data', async () => {
    const user = userRepository();
    const repository = await findRepository(user);
    rmSync(user, { recursive: true });
    const workspace = workspaceOn(temporaryFolder());
    const result = await openRepository(workspace, { repository, run: RUN, target: TARGET });
    expect(result).toEqual({ ok: false, reason: 'notARepository', message: expect.stringContaining(user), log: null });
  });

  it('says that a damaged repository cannot be read, and where it is', async () => {
    const user = userRepository();
    const repository = await findRepository(user);
    const blob = git(user, 'rev-parse', 'HEAD:README.md');
    unlinkSync(join(user, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    const result = await openRepository(workspaceOn(temporaryFolder()), { repository, run: RUN, target: TARGET });
    expect(result).toMatchObject({ ok: false, reason: 'unreadable', message: expect.stringContaining(user) });
    // Which object, and no advice of git about settings that are ours.
    expect(result).toMatchObject({ message: expect.stringContaining(blob) });
    expect(result).toMatchObject({ message: expect.not.stringContaining('hint:') });
  });

  it('leaves it to the engine to try again while the repository is away, and says so at the last attempt', async () => {
    const user = userRepository();
    const [workspace, repository] = [workspaceOn(temporaryFolder()), await findRepository(user)];
    const attempt = (number: number) =>
      asActivity(() => openRepository(workspace, { repository, run: RUN, target: TARGET }), {
        attempt: number,
        retryPolicy: { maximumAttempts: 2 },
      });
    for (const there of [user, join(user, '.git')]) {
      renameSync(there, `${there}-away`);
      await expect(attempt(1)).rejects.toMatchObject({ type: 'GitTrouble', nonRetryable: false });
      expect(await attempt(2)).toMatchObject({ ok: false, reason: 'notARepository' });
      renameSync(`${there}-away`, there);
    }
    expect(await attempt(1)).toMatchObject({ ok: true });
  });

  it('throws GitTrouble when its own disk fails it', async () => {
    const state = join(temporaryFolder(), 'state');
    writeFileSync(state, 'a file where a folder should be');
    const repository = await findRepository(userRepository());
    await expect(openRepository(workspaceOn(state), { repository, run: RUN, target: TARGET })).rejects.toMatchObject({
      type: 'GitTrouble',
      nonRetryable: false,
    });
  });
});
