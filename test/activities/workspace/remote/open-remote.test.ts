import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureBareRepository } from '../../../../activities/workspace/bare-repository.js';
import { openRepository } from '../../../../activities/workspace/create-workspace-activities.js';
import type { PublishTarget } from '../../../../core/activities.js';
import { asActivity } from '../../models/model-room.js';
import { candidate, commit, git, RUN, temporaryFolder, userRepository } from '../repositories.js';
import { lengthenHistory, mirrorOf, openRemoteRoom, type RemoteRoom, TOKEN, tipAt } from './remote-room.js';

const BRANCH = 'nightshift/7-add-numbers';
const TARGET: PublishTarget = { branch: BRANCH, replaces: null };

let room: RemoteRoom;
beforeEach(async () => {
  room = await openRemoteRoom();
});
afterEach(() => room.close());

function open(target: PublishTarget = TARGET, workspace = room.worker()) {
  return openRepository(workspace, { repository: room.repository, run: RUN, target });
}

describe('opening a repository on a forge', () => {
  it('starts from the tip of its default branch, never dirty, and keeps that in the store', async () => {
    git(room.shop, 'symbolic-ref', 'HEAD', 'refs/heads/trunk');
    const trunk = room.push('trunk', { more: 'x' });
    expect(await open()).toEqual({ ok: true, baseCommit: trunk, baseBranch: 'trunk', dirty: false });
    const files = await room.worker().listFiles(room.repository, trunk);
    expect(files.map(({ path }) => path)).toEqual(['README.md', 'more', 'src/add.js']);
  });

  it('fetches what is new since, and nothing but that', async () => {
    const workspace = room.worker();
    await open(TARGET, workspace);
    const next = room.push('main', { next: 'x' });
    expect(await open(TARGET, workspace)).toMatchObject({ ok: true, baseCommit: next });
    room.requests.length = 0;
    await open(TARGET, workspace);
    // Known already: it is asked where HEAD and the branch stand, and for nothing more.
    expect(room.requests.filter((line) => line.startsWith('POST'))).toEqual(
      Array(2).fill('POST /octo/shop.git/git-upload-pack'),
    );
  });

  it('can be done by four runs at once', async () => {
    const workspace = room.worker();
    const runs = Array.from({ length: 4 }, (_, index) => workspace.open(room.repository, `run.${index}`));
    expect(new Set((await Promise.all(runs)).map(({ baseCommit }) => baseCommit)).size).toBe(1);
  });

  it('takes the end of a long history, to which later commits and results are joined', async () => {
    lengthenHistory(room, 600);
    const workspace = room.worker();
    const { baseCommit: base } = await workspace.open(room.repository, RUN);
    const mirror = mirrorOf(room);
    expect(git(mirror, 'rev-list', '--count', base)).toBe('400');
    const made = await candidate({ ...room, workspace, user: '', base }, base, { fresh: 'x' });
    const next = room.push('main', { next: 'x' });
    expect((await workspace.open(room.repository, 'other.1')).baseCommit).toBe(next);
    expect(git(mirror, 'merge-base', made, next)).toBe(base);
    await workspace.publish(room.repository, BRANCH, made, null);
    expect(git(room.shop, 'rev-list', '--count', BRANCH)).toBe('602');
  });

  it('is not held up by the lock of a fetch that was killed', async () => {
    lengthenHistory(room, 600);
    await ensureBareRepository(mirrorOf(room), 'sha1');
    const lock = join(mirrorOf(room), 'shallow.lock');
    writeFileSync(lock, '');
    const longAgo = new Date(Date.now() - 120_000);
    utimesSync(lock, longAgo, longAgo);
    expect(await open()).toMatchObject({ ok: true, baseCommit: tipAt(room.shop, 'main') });
    expect(existsSync(lock)).toBe(false);
  });

  it('takes the past of a commit that a killed fetch left without it', async () => {
    lengthenHistory(room, 600);
    const partial = join(temporaryFolder(), 'partial.git');
    git(room.person, 'clone', '--quiet', '--bare', '--depth=1', `file://${room.shop}`, partial);
    await ensureBareRepository(mirrorOf(room), 'sha1');
    cpSync(join(partial, 'objects', 'pack'), join(mirrorOf(room), 'objects', 'pack'), { recursive: true });
    const { baseCommit } = await room.worker().open(room.repository, RUN);
    expect(git(mirrorOf(room), 'rev-list', '--count', baseCommit)).toBe('400');
  });

  it('gives a store at a URL the whole history', async () => {
    const store = join(temporaryFolder(), 'store.git');
    git(room.state, 'init', '--quiet', '--bare', store);
    const { baseCommit } = await room.worker(temporaryFolder(), `file://${store}`).open(room.repository, RUN);
    const far = room.worker(temporaryFolder(), `file://${store}`);
    expect(await far.listFiles(room.repository, baseCommit)).toHaveLength(2);
  });

  it('opens one with pointers of Git LFS and with submodules, and leaves both as they are', async () => {
    const inner = userRepository();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;
    git(room.person, 'submodule', '--quiet', 'add', inner, 'inner');
    commit(room.person, { '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n', 'big.bin': pointer });
    git(room.person, 'push', '--quiet', room.shop, 'HEAD:main');
    const workspace = room.worker();
    const { baseCommit } = await workspace.open(room.repository, RUN);
    const worktree = await workspace.addWorktree(room.repository, baseCommit);
    expect(readFileSync(join(worktree.dir, 'big.bin'), 'utf8')).toBe(pointer);
  });

  it('shows the token in no command line, setting, message or file', async () => {
    const shown = join(temporaryFolder(), 'shown');
    const bin = temporaryFolder();
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, 'git'), `#!/bin/sh\necho "$0 $*" >> ${shown}\nexec ${real} "$@"\n`);
    chmodSync(join(bin, 'git'), 0o755);
    const path = process.env['PATH'];
    process.env['PATH'] = `${bin}:${path}`;
    try {
      expect(await open()).toMatchObject({ ok: true });
    } finally {
      process.env['PATH'] = path;
    }
    expect(readFileSync(shown, 'utf8')).toContain('credential.');
    for (const place of [shown, room.state]) {
      expect(spawnSync('grep', ['-r', TOKEN, place]).stdout.toString()).toBe('');
    }
  });
});

describe('opening a repository on a forge, before money is spent,', () => {
  it('refuses a branch that holds other commits, and takes one that this spec published before', async () => {
    const theirs = room.push(BRANCH, { theirs: 'x' });
    expect(await open()).toMatchObject({ ok: false, reason: 'branchTaken', message: expect.stringContaining(BRANCH) });
    expect(await open({ ...TARGET, replaces: theirs })).toMatchObject({ ok: true });
  });

  it('takes a branch that this very run has made, as after a reset in Temporal', async () => {
    const workspace = room.worker();
    const { baseCommit: base } = await workspace.open(room.repository, RUN);
    const made = await candidate({ ...room, workspace, user: '', base }, base, { fresh: 'x' });
    await workspace.publish(room.repository, BRANCH, made, null);
    expect(await open(TARGET, workspace)).toMatchObject({ ok: true });
    const other = { repository: room.repository, run: 'another.1', target: TARGET };
    expect(await openRepository(workspace, other)).toMatchObject({ ok: false, reason: 'branchTaken' });
  });

  it.each([
    ['nightshift', BRANCH],
    [`${BRANCH}/more`, BRANCH],
  ])('refuses a branch that %s leaves no room for', async (other) => {
    room.push(other, { theirs: 'x' });
    expect(await open()).toMatchObject({
      ok: false,
      reason: 'branchTaken',
      message: expect.stringContaining(`beside branch ${other}`),
    });
  });

  it('finds out that we may read and not push, by the words of the forge', async () => {
    room.refuse = ({ url = '' }) =>
      url.includes('receive-pack') ? { status: 403, body: 'Write access to repository not granted.\n' } : null;
    expect(await open()).toMatchObject({
      ok: false,
      reason: 'refused',
      message: expect.stringMatching(
        /octo\/shop on 127\.0\.0\.1.*"Contents: read and write".*Write access to repository/,
      ),
    });
    expect(tipAt(room.shop, BRANCH)).toBeNull();
  });

  it('looks at the fork that results go to, and at nothing of the repository itself', async () => {
    const target: PublishTarget = { ...TARGET, pushTo: { kind: 'fork', owner: 'helper' } };
    room.push(BRANCH, { theirs: 'x' });
    expect(await open(target)).toMatchObject({
      ok: false,
      reason: 'refused',
      message: expect.stringMatching(/helper\/shop .*where it is a fork, make it first/),
    });
    room.serve('helper');
    expect(await open(target)).toMatchObject({ ok: true });
  });

  it('sends nothing', async () => {
    const before = git(room.shop, 'for-each-ref');
    await open();
    expect(git(room.shop, 'for-each-ref')).toBe(before);
    expect(room.requests.filter((line) => line.startsWith('POST') && line.includes('receive-pack'))).toEqual([]);
  });
});

describe('a repository on a forge that cannot be opened', () => {
  it('is told of when it has no commit yet', async () => {
    git(room.shop, 'symbolic-ref', 'HEAD', 'refs/heads/unborn');
    expect(await open()).toMatchObject({
      ok: false,
      reason: 'noCommit',
      message: expect.stringMatching(/octo\/shop on .*push one first/),
    });
  });

  it('is told of when a name in it cannot be checked out', async () => {
    const blob = git(room.person, 'rev-parse', 'HEAD:README.md');
    const tree = execFileSync('git', ['mktree'], { cwd: room.person, input: `100644 blob ${blob}\t.GIT\n` });
    const odd = git(room.person, 'commit-tree', '-m', 'Odd', tree.toString().trim());
    git(room.person, 'push', '--quiet', '--force', room.shop, `${odd}:refs/heads/main`);
    expect(await open()).toMatchObject({ ok: false, reason: 'unreadable', message: expect.stringContaining('.GIT') });
  });

  it.each<[string, string, string, RegExp]>([
    [
      'has been renamed',
      '301',
      'notARepository',
      /was renamed or moved; give it back the name that it had, or name it in the configuration/,
    ],
    ['is not there, or hidden', '404', 'notARepository', /is not there, or our token may not see it/],
    ['asks for single sign-on', '403', 'unreadable', /SAML SSO/],
  ])('says so when it %s', async (_what, status, reason, message) => {
    room.refuse = () => ({
      status: Number(status),
      ...(status === '301' ? { location: `${room.repository.url.replace('shop', 'store')}/info/refs` } : {}),
      body: status === '403' ? "The 'octo' organization has enabled or enforced SAML SSO.\n" : '',
    });
    const result = await open();
    expect(result).toMatchObject({ ok: false, reason, message: expect.stringMatching(message) });
    expect(result).toMatchObject({ message: expect.stringContaining('octo/shop on 127.0.0.1') });
  });

  it('is not asked again when it refuses our token, which no message repeats', async () => {
    room.token = 'ghp_anotherToken0123456789';
    const result = await asActivity(() => open(), { attempt: 1, retryPolicy: { maximumAttempts: 6 } });
    expect(result).toMatchObject({
      ok: false,
      reason: 'unreadable',
      message: expect.stringMatching(/take our token; renew/),
    });
    expect(JSON.stringify(result)).not.toContain(room.token);
  });

  const answering = (status: number) => async () => {
    room.refuse = () => ({ status });
  };

  it.each<[string, () => Promise<void>]>([
    ['the network is away', () => room.close()],
    ['its server is in trouble', answering(502)],
    ['it asks to wait', answering(429)],
  ])('is left to the engine to try again while %s, and said so at the last attempt', async (_when, breakIt) => {
    await breakIt();
    const attempt = (number: number) =>
      asActivity(() => open(), { attempt: number, retryPolicy: { maximumAttempts: 2 } });
    await expect(attempt(1)).rejects.toMatchObject({ type: 'GitTrouble', nonRetryable: false });
    expect(await attempt(2)).toMatchObject({
      ok: false,
      reason: 'unreadable',
      message: expect.stringContaining('octo/shop on 127.0.0.1'),
    });
  });
});
