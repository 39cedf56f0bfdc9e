import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fetchBranch } from '../../../../activities/workspace/create-workspace-activities.js';
import type { Workspace } from '../../../../activities/workspace/workspace.js';
import type { FetchBranchInput } from '../../../../core/activities.js';
import { AT_MS, candidate, type Files, git, opened, RUN } from '../repositories.js';
import { lengthenHistory, mirrorOf, openRemoteRoom, type RemoteRoom } from './remote-room.js';

let room: RemoteRoom;
let workspace: Workspace;
let base: string;
beforeEach(async () => {
  room = await openRemoteRoom({ 'README.md': '# A library\n', 'logo.png': Buffer.from([0, 1, 2]) });
  workspace = room.worker();
  base = (await workspace.open(room.repository, RUN)).baseCommit;
});
afterEach(() => room.close());

function make(files: Files, from = base, name = '1'): Promise<string> {
  return candidate({ ...room, workspace, user: '', base }, from, files, name);
}

function fetched(branch: string, more: Partial<FetchBranchInput> = {}) {
  return fetchBranch(workspace, { repository: room.repository, run: RUN, branch, ...more });
}

function merged(onto: string, commit: string, on = workspace) {
  const input = { repository: room.repository, run: RUN, onto, commit, baseBranch: 'main', committedAtMs: AT_MS };
  return on.mergeBase(input);
}

async function text(commit: string, path: string): Promise<string | null> {
  return workspace.readFile(room.repository, commit, path, 10_000);
}

describe('a branch of the forge', () => {
  it('is fetched as it stands there now, and kept in the store for every worker', async () => {
    const pushed = room.push('nightshift/7-add', { theirs: 'x' });
    expect(await fetched('nightshift/7-add')).toEqual({ ok: true, commit: pushed });
    const again = room.push('nightshift/7-add', { more: 'x' });
    expect(await fetched('nightshift/7-add')).toEqual({ ok: true, commit: again });
    const refs = git(mirrorOf(room), 'for-each-ref', '--format=%(objectname)', `refs/nightshift/${RUN}/`).split('\n');
    expect(refs).toEqual(expect.arrayContaining([pushed, again]));
    await room.close();
    expect(await room.worker().treeOf(room.repository, again)).toMatch(/^[0-9a-f]{40}$/);
  });

  it('is fetched from the fork where results go there', async () => {
    room.serve('helper');
    const theirs = room.push('main', { theirs: 'x' });
    const pushTo = { kind: 'fork', owner: 'helper' } as const;
    expect(await fetched('main', { pushTo })).toEqual({ ok: true, commit: base });
    expect(await fetched('main')).toEqual({ ok: true, commit: theirs });
  });

  it('is told of when it was deleted, also where another stands under its name', async () => {
    room.push('nightshift/7-add', { theirs: 'x' });
    for (const gone of ['nightshift/8-more', 'nightshift']) {
      expect(await fetched(gone)).toMatchObject({
        ok: false,
        reason: 'noCommit',
        message: expect.stringMatching(/octo\/shop on 127\.0\.0\.1:\d+ has no branch nightshift/),
      });
    }
  });

  it('is told of when the repository is gone, or is a folder', async () => {
    room.refuse = () => ({ status: 404 });
    expect(await fetched('main')).toMatchObject({ ok: false, reason: 'notARepository' });
    const local = await opened();
    const input = { repository: local.repository, run: RUN, branch: 'main' };
    expect(await fetchBranch(local.workspace, input)).toMatchObject({ ok: false, reason: 'notARepository' });
  });
});

describe('merging the base branch into what was published', () => {
  it('joins both in one commit that is the same whenever and wherever it is made', async () => {
    const made = await make({ fresh: 'x' });
    const next = room.push('main', { next: 'x' });
    await fetched('main');
    const result = await merged(made, next);
    expect(result).toEqual({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), conflicts: [] });
    expect(git(mirrorOf(room), 'show', '-s', '--format=%P%n%B', result.commit)).toBe(
      `${made} ${next}\nMerge branch main\n\nNightshift-Run: ${RUN}\n`,
    );
    expect(await merged(made, next, room.worker())).toEqual(result);
    expect(await text(result.commit, 'next')).toBe('x');
    expect(git(mirrorOf(room), 'for-each-ref', '--points-at', result.commit)).not.toBe('');
  });

  it('commits a conflict with its marks, and keeps our side of what cannot be marked', async () => {
    const made = await make({ 'README.md': '# Ours\n', 'logo.png': Buffer.from([0, 1, 3]), mine: 'x' });
    const next = room.push('main', { 'README.md': '# Theirs\n', 'logo.png': Buffer.from([0, 1, 4]), theirs: 'x' });
    await fetched('main');
    const { commit, conflicts } = await merged(made, next);
    expect(conflicts.sort()).toEqual(['README.md', 'logo.png']);
    expect(await text(commit, 'README.md')).toMatch(/^<<<<<<< .+\n# Ours\n=======\n# Theirs\n>>>>>>> .+\n$/);
    expect(git(mirrorOf(room), 'rev-parse', `${commit}:logo.png`)).toBe(
      git(mirrorOf(room), 'rev-parse', `${made}:logo.png`),
    );
    expect(git(mirrorOf(room), 'rev-parse', `${commit}^1`, `${commit}^2`)).toBe(`${made}\n${next}`);
    expect([await text(commit, 'mine'), await text(commit, 'theirs')]).toEqual(['x', 'x']);
  });

  it('names a file that one side changed and the other removed', async () => {
    const made = await make({ 'README.md': '# Ours\n' });
    git(room.person, 'rm', '--quiet', 'README.md');
    git(room.person, 'commit', '--quiet', '--message', 'Remove');
    git(room.person, 'push', '--quiet', room.shop, 'HEAD:main');
    const head = await fetched('main');
    if (!head.ok) throw new Error(head.message);
    const { commit, conflicts } = await merged(made, head.commit);
    expect(conflicts).toEqual(['README.md']);
    expect(await text(commit, 'README.md')).toBe('# Ours\n');
  });

  it('goes forward where one of the two already holds the other', async () => {
    const made = await make({ fresh: 'x' });
    const next = room.push('main', { next: 'x' });
    await fetched('main');
    expect(await merged(made, base)).toEqual({ commit: made, conflicts: [] });
    expect(await merged(base, next)).toEqual({ commit: next, conflicts: [] });
  });

  it('finds what both have in common where that lies before the history that was copied', async () => {
    await room.close();
    room = await openRemoteRoom();
    workspace = room.worker();
    const start = git(room.person, 'rev-parse', 'HEAD');
    lengthenHistory(room, 600);
    base = (await workspace.open(room.repository, RUN)).baseCommit;
    const made = await make({ 'README.md': '# Ours\n' });
    git(room.person, 'checkout', '--quiet', '--detach', start);
    execFileSync('sh', ['-c', 'echo x > next'], { cwd: room.person });
    git(room.person, 'add', 'next');
    git(room.person, 'commit', '--quiet', '--message', 'Rewritten');
    git(room.person, 'push', '--quiet', '--force', room.shop, 'HEAD:main');
    const next = await fetched('main');
    if (!next.ok) throw new Error(next.message);
    const { commit, conflicts } = await merged(made, next.commit);
    expect(conflicts).toEqual([]);
    expect(git(mirrorOf(room), 'merge-base', made, next.commit)).toBe(start);
    expect([await text(commit, 'README.md'), await text(commit, 'next')]).toEqual(['# Ours\n', 'x\n']);
  });
});
