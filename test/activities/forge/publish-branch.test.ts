import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { publishBranch } from '../../../activities/forge/create-forge-activities.js';
import { asActivity } from '../models/model-room.js';
import { GITHUB_TOKEN, scannerOn } from '../secrets/samples.js';
import { plantHooks } from '../workspace/hooks.js';
import {
  candidate,
  commit,
  fingerprint,
  git,
  type Opened,
  opened,
  temporaryFolder,
  userRepository,
  workspaceOn,
  write,
} from '../workspace/repositories.js';
import { withoutRights } from '../workspace/without-rights.js';

const BRANCH = 'nightshift/add-numbers';

type Delivered = Opened & { made: string };

async function deliver(user: string): Promise<Delivered> {
  const house = await opened(user);
  return { ...house, made: await candidate(house, house.base, { 'src/add.js': 'right' }) };
}

let first: Delivered;
beforeAll(async () => {
  first = await deliver(userRepository());
});

/** A copy of the user's repository, for which a candidate is ready in the store. */
function delivered(): Delivered {
  const user = join(temporaryFolder(), 'library');
  cpSync(first.user, user, { recursive: true });
  return { ...first, user, repository: { ...first.repository, url: user } };
}

function inputOf({ repository, base: baseCommit }: Opened, commit: string) {
  return { repository, branch: BRANCH, baseCommit, commit, acceptance: null, replaces: null };
}

async function publish(house: Opened, made: string, replaces: string | null = null, branch = BRANCH) {
  const input = { ...inputOf(house, made), branch, replaces };
  return publishBranch({ workspace: house.workspace, secrets: await scannerOn(house.workspace) }, input);
}

function tip(user: string, branch = BRANCH): string {
  return git(user, 'rev-parse', `refs/heads/${branch}`);
}

function without(user: string, except: RegExp): Record<string, string> {
  return fingerprint(user, (path) => except.test(path));
}

function nestedWithout(user: string): void {
  const around = dirname(user);
  git(around, 'init', '--quiet');
  commit(around, { 'around.txt': 'x' });
  rmSync(join(user, '.git'), { recursive: true });
}

describe('publishing a branch', () => {
  it('leaves a lock of the user’s repository alone, and says which file is in the way', async () => {
    const house = delivered();
    const lock = join(house.user, '.git/refs/heads', `${BRANCH}.lock`);
    write(house.user, { [`.git/refs/heads/${BRANCH}.lock`]: '' });
    expect(await publish(house, house.made)).toMatchObject({
      ok: false,
      reason: 'readOnly',
      message: expect.stringContaining(`is locked by ${lock}; if no git works there, remove that file, then run again`),
    });
    rmSync(lock);
    expect(await publish(house, house.made)).toMatchObject({ ok: true });
  });

  it('makes the branch in the user’s repository', async () => {
    const house = delivered();
    expect(await publish(house, house.made)).toEqual({ ok: true, branch: BRANCH, commit: house.made });
    expect(git(house.user, 'show', `${BRANCH}:src/add.js`)).toBe('right');
    git(house.user, 'fsck', '--strict');
  });

  it('touches objects and that one ref only, in a dirty repository with a stash and a FETCH_HEAD', async () => {
    const house = delivered();
    write(house.user, { 'README.md': 'stashed' });
    git(house.user, 'stash', '--quiet');
    write(house.user, { 'README.md': 'dirty', staged: 'x' });
    git(house.user, 'add', 'staged');
    writeFileSync(join(house.user, '.git', 'FETCH_HEAD'), 'theirs\n');
    const apart = /^\.git\/(objects(\/|$)|refs\/heads\/nightshift(\/|$))/;
    const before = without(house.user, apart);
    await publish(house, house.made);
    expect(without(house.user, apart)).toEqual(before);
    expect(readdirSync(join(house.user, '.git', 'refs', 'heads', 'nightshift'))).toEqual(['add-numbers']);
  });

  it('runs no hook or other program that the repository names', async () => {
    const house = delivered();
    const { ran } = plantHooks(house.user);
    const alternate = userRepository({ other: 'x' });
    mkdirSync(join(house.user, '.git', 'objects', 'info'), { recursive: true });
    writeFileSync(join(house.user, '.git', 'objects', 'info', 'alternates'), `${join(alternate, '.git', 'objects')}\n`);
    await publish(house, house.made);
    expect(tip(house.user)).toBe(house.made);
    expect(ran()).toEqual([]);
  });

  it('is harmless when done twice, also by two workers at once', async () => {
    const house = delivered();
    const far = { ...house, workspace: workspaceOn(house.state) };
    const results = await Promise.all([publish(house, house.made), publish(far, house.made)]);
    expect([...results, await publish(house, house.made)].every(({ ok }) => ok)).toBe(true);
    expect(tip(house.user)).toBe(house.made);
  });

  it('replaces only what it published before', async () => {
    const house = delivered();
    const second = await candidate(house, house.base, { 'src/add.js': 'better' }, '2');
    await publish(house, house.made);
    expect(await publish(house, second, house.made)).toMatchObject({ ok: true });
    expect(tip(house.user)).toBe(second);
    expect(await publish(house, house.made, 'd'.repeat(40))).toMatchObject({ ok: false, reason: 'branchTaken' });
    expect(tip(house.user)).toBe(second);
  });

  it('makes the branch anew when what it would replace was deleted', async () => {
    const house = delivered();
    expect(await publish(house, house.made, 'd'.repeat(40))).toMatchObject({ ok: true });
  });

  it('leaves a branch of that name alone when it holds other commits, and says what to do', async () => {
    const house = delivered();
    git(house.user, 'branch', BRANCH);
    expect(await publish(house, house.made)).toEqual({
      ok: false,
      reason: 'branchTaken',
      message: expect.stringMatching(
        /branch nightshift\/add-numbers of .*library holds commits .* git branch -m|rename/,
      ),
      log: null,
    });
    expect(tip(house.user)).toBe(house.base);
  });

  it.each(['nightshift', `${BRANCH}/part`])('says that the branch %s stands in its way', async (other) => {
    const house = delivered();
    git(house.user, 'branch', other);
    expect(await publish(house, house.made)).toMatchObject({
      ok: false,
      reason: 'branchTaken',
      message: expect.stringContaining(`beside branch ${other} of ${house.user}; rename that one`),
    });
  });

  it('is not hindered by neighbours', async () => {
    const house = delivered();
    for (const other of ['nightshift/add', 'nightshift/add-numbers-2', 'nightshifts']) git(house.user, 'branch', other);
    git(house.user, 'tag', BRANCH);
    expect(await publish(house, house.made)).toMatchObject({ ok: true });
  });

  it('does not move a branch that is checked out, here or in a linked worktree, and names the place', async () => {
    const house = delivered();
    const second = await candidate(house, house.base, { 'src/add.js': 'better' }, '2');
    await publish(house, house.made);
    git(house.user, 'checkout', '--quiet', BRANCH);
    expect(await publish(house, house.made)).toMatchObject({ ok: true });
    const here = await publish(house, second, house.made);
    expect(here).toMatchObject({
      reason: 'branchCheckedOut',
      message: expect.stringContaining(`in ${house.user}; check`),
    });
    git(house.user, 'checkout', '--quiet', 'main');
    const linked = join(temporaryFolder(), 'linked');
    git(house.user, 'worktree', 'add', '--quiet', linked, BRANCH);
    const there = await publish(house, second, house.made);
    expect(there).toMatchObject({
      reason: 'branchCheckedOut',
      message: expect.stringContaining(`in ${linked}; check`),
    });
    expect(tip(house.user)).toBe(house.made);
  });

  it('does not give a first commit to a branch that is checked out and still empty', async () => {
    const house = delivered();
    git(house.user, 'checkout', '--quiet', '--orphan', BRANCH);
    expect(await publish(house, house.made)).toMatchObject({ ok: false, reason: 'branchCheckedOut' });
  });

  it('publishes to a bare and to a shallow repository, and leaves the shallow one as deep as it was', async () => {
    const user = userRepository();
    commit(user, { more: 'x' });
    const bare = join(temporaryFolder(), 'bare.git');
    git(user, 'clone', '--quiet', '--bare', user, bare);
    const shallow = join(temporaryFolder(), 'shallow');
    git(user, 'clone', '--quiet', '--depth=1', `file://${user}`, shallow);
    for (const repository of [bare, shallow]) {
      const house = await deliver(repository);
      expect(await publish(house, house.made)).toMatchObject({ ok: true });
      expect(tip(repository)).toBe(house.made);
    }
    git(shallow, 'fetch', '--quiet', '--unshallow');
    const house = await deliver(shallow);
    expect(await publish(house, house.made, null, 'nightshift/again')).toMatchObject({ ok: true });
    expect(git(shallow, 'rev-parse', '--is-shallow-repository')).toBe('false');
  });

  it('says that a repository cannot be written, where, and what to do', async () => {
    const house = delivered();
    const before = fingerprint(house.user);
    const input = inputOf(house, house.made);
    // Scanned before: whoever has no rights may not read our own program either.
    const found = await (await scannerOn(house.workspace)).scan(input);
    const hands = { workspace: house.workspace, secrets: { scan: async () => found } };
    const result = await withoutRights(house.user, () => publishBranch(hands, input));
    expect(result).toMatchObject({
      ok: false,
      reason: 'readOnly',
      message: expect.stringContaining(`make ${join(house.user, '.git')} writable or free some space`),
    });
    expect(fingerprint(house.user)).toEqual(before);
  });

  it('says so when the repository is gone', async () => {
    const house = delivered();
    rmSync(house.user, { recursive: true });
    expect(await publish(house, house.made)).toMatchObject({
      ok: false,
      reason: 'readOnly',
      message: expect.stringContaining(`${house.user} does not exist`),
    });
    expect(existsSync(house.user)).toBe(false);
  });

  it.each([
    ['the repository is away', (user: string) => rmSync(user, { recursive: true })],
    ['an empty folder stands where its disk was', (user: string) => rmSync(join(user, '.git'), { recursive: true })],
    ['its .git is away, and another repository is around it', nestedWithout],
  ])('leaves it to the engine to try again while %s, and says so at the last attempt', async (_when, takeAway) => {
    const house = delivered();
    takeAway(house.user);
    const attempt = (number: number) =>
      asActivity(() => publish(house, house.made), { attempt: number, retryPolicy: { maximumAttempts: 2 } });
    await expect(attempt(1)).rejects.toMatchObject({ type: 'GitTrouble', nonRetryable: false });
    expect(await attempt(2)).toMatchObject({ ok: false, reason: 'readOnly' });
    cpSync(first.user, house.user, { recursive: true });
    expect(await attempt(1)).toMatchObject({ ok: true });
  });

  it('does not wait for what no waiting mends', async () => {
    const house = delivered();
    git(house.user, 'branch', BRANCH);
    const once = asActivity(() => publish(house, house.made), { attempt: 1, retryPolicy: { maximumAttempts: 8 } });
    expect(await once).toMatchObject({ ok: false, reason: 'branchTaken' });
  });

  it('makes no branch of commits that hold a secret, or held one on the way, and says where it stands', async () => {
    const house = delivered();
    const added = await candidate(house, house.made, { 'src/token.js': `'${GITHUB_TOKEN}'\n` }, '2');
    const removed = await candidate(house, added, { 'src/token.js': 'process.env.TOKEN\n' }, '3');
    for (const made of [added, removed]) {
      const published = await publish(house, made);
      expect(published).toMatchObject({ ok: false, reason: 'secretFound' });
      expect(published).toMatchObject({ message: expect.stringMatching(/src\/token\.js:1.*allowSecretsIn/s) });
      expect(JSON.stringify(published)).not.toContain(GITHUB_TOKEN.slice(5));
    }
    expect(git(house.user, 'for-each-ref', '--format=%(refname)', `refs/heads/${BRANCH}`)).toBe('');
  });
});
