import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import { throwingGitTrouble } from '../../../activities/workspace/git-trouble.js';
import { merge } from '../../../activities/workspace/merge.js';
import { openRepository } from '../../../activities/workspace/open-repository.js';
import { type Places, placesOf } from '../../../activities/workspace/places.js';
import { listFiles } from '../../../activities/workspace/read-commit.js';
import { snapshot } from '../../../activities/workspace/snapshot.js';
import { addWorktree } from '../../../activities/workspace/worktree.js';
import { sharedRef } from '../../../core/refs.js';
import { AT_MS, commit, type Files, git, RUN, temporaryFolder, userRepository, write } from './repositories.js';

interface Worker {
  places: Places;
  /** A candidate's commit with these files changed. */
  change(from: string, files: Files, candidate: string): Promise<string>;
}

/** Workers of one repository, each with a mirror on a disk of its own: they share the store only. */
async function farWorkers(
  user = userRepository(),
  kind: 'folder' | 'url' = 'url',
): Promise<{ near: Worker; far: Worker; base: string; folder: string }> {
  const repository = await findRepository(user);
  const folder = temporaryFolder();
  const store = kind === 'url' ? `file://${folder}` : folder;
  if (kind === 'url') {
    git(folder, 'init', '--quiet', '--bare');
    git(folder, 'config', 'receive.shallowUpdate', 'true');
  }
  const worker = (): Worker => {
    const places = placesOf({ store, cache: temporaryFolder() }, repository);
    return {
      places,
      async change(from, files, candidate) {
        const worktree = await addWorktree(places, places.worktrees, from);
        write(worktree.dir, files);
        const ref = `refs/nightshift/${RUN}/whole/${candidate}`;
        const input = { repository, worktree, parent: from, message: 'm', authorName: 'x', committedAtMs: AT_MS, ref };
        return (await snapshot(places, input)).commit;
      },
    };
  };
  const [near, far] = [worker(), worker()];
  const { baseCommit } = await openRepository(near.places, repository, RUN);
  return { near, far, base: baseCommit, folder };
}

async function pathsAt({ places }: Worker, made: string): Promise<string[]> {
  return (await listFiles(places, made)).map(({ path }) => path);
}

describe.each(['folder', 'url'] as const)('a store in a %s that workers share', (kind) => {
  it('lets them go on from each other’s commits, and merge them', async () => {
    const { near, far, base, folder } = await farWorkers(userRepository(), kind);
    const first = await near.change(base, { first: 'near' }, '1');
    const second = await far.change(first, { second: 'far' }, '1');
    expect(await pathsAt(near, second)).toEqual(['README.md', 'first', 'second', 'src/add.js']);
    const other = await near.change(base, { other: 'x' }, '2');
    const repository = await findRepository(userRepository());
    const ref = `refs/nightshift/${RUN}/whole/merged`;
    const input = { repository, onto: second, commit: other, message: 'm', committedAtMs: AT_MS, ref };
    const merged = await merge(far.places, input);
    if (!merged.ok) throw new Error('conflict');
    const { repositoryId } = near.places;
    const [store, stored] =
      kind === 'url' ? [folder, sharedRef(repositoryId, ref)] : [join(folder, `${repositoryId}.git`), ref];
    expect(git(store, 'rev-parse', stored)).toBe(merged.commit);
    expect(await pathsAt(near, merged.commit)).toContain('other');
  });
});

describe('a store that is not on this host’s disk', () => {
  it('needs neither the user’s repository nor any mirror any more, shallow or not', async () => {
    const deep = userRepository();
    commit(deep, { more: 'x' });
    const shallow = join(temporaryFolder(), 'shallow');
    git(deep, 'clone', '--quiet', '--depth=1', `file://${deep}`, shallow);
    for (const user of [deep, shallow]) {
      const { near, far, base } = await farWorkers(user);
      const made = await near.change(base, { made: 'x' }, '1');
      rmSync(user, { recursive: true });
      rmSync(near.places.mirror, { recursive: true });
      expect(await pathsAt(far, made)).toHaveLength(4);
    }
  });

  it('fills a mirror again that was removed after its commits were seen', async () => {
    const { near, base } = await farWorkers();
    expect(await pathsAt(near, base)).toHaveLength(2);
    rmSync(near.places.mirror, { recursive: true });
    expect(await pathsAt(near, base)).toHaveLength(2);
  });

  it('is asked again, at the next try, for objects that a mirror has lost since they were seen', async () => {
    const { near, base } = await farWorkers();
    const list = throwingGitTrouble({ cache: temporaryFolder() }, () => pathsAt(near, base));
    expect(await list()).toHaveLength(2);
    renameSync(join(near.places.mirror, 'objects/pack'), join(near.places.mirror, 'objects/lost'));
    await expect(list()).rejects.toMatchObject({ type: 'GitTrouble', nonRetryable: false });
    expect(await list()).toHaveLength(2);
  });
});

describe('a store in a folder', () => {
  it('says that a commit is missing when the store was removed after it was seen', async () => {
    const user = userRepository();
    const places = placesOf({ store: temporaryFolder(), cache: temporaryFolder() }, await findRepository(user));
    const { baseCommit } = await openRepository(places, await findRepository(user), RUN);
    expect(await listFiles(places, baseCommit)).toHaveLength(2);
    rmSync(places.mirror, { recursive: true });
    await expect(listFiles(places, baseCommit)).rejects.toMatchObject({ type: 'MissingCommit' });
  });
});
