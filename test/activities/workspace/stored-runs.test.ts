import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { homeIn } from '../../../activities/home.js';
import { createWorkspace } from '../../../activities/workspace/create-workspace.js';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import { pruneUnreachable } from '../../../activities/workspace/prune-unreachable.js';
import { listStoredRuns, removeStoredRun } from '../../../activities/workspace/stored-runs.js';
import { runRefs } from '../../../core/refs.js';
import { candidate, FILES, git, type Opened, RUN, temporaryFolder, userRepository } from './repositories.js';

const HOUR_MS = 60 * 60_000;

type House = Opened & { home: ReturnType<typeof homeIn>; bare: string };

/** One with a candidate of the run, in a store in a folder or at a URL. */
async function house(kind: 'folder' | 'url'): Promise<House> {
  const state = temporaryFolder();
  const home = homeIn({ state, cache: temporaryFolder(), config: join(state, 'config.yml') });
  const shared = temporaryFolder();
  if (kind === 'url') {
    git(shared, 'init', '--quiet', '--bare');
    home.store = `file://${shared}`;
  }
  const user = userRepository();
  const repository = await findRepository(user);
  const workspace = createWorkspace({ home });
  const { baseCommit: base } = await workspace.open(repository, RUN);
  const bare = kind === 'url' ? shared : join(home.store, `${repository.id}.git`);
  const opened = { user, state, workspace, repository, base, home, bare };
  await candidate(opened, base, { fresh: 'x'.repeat(100_000) });
  return opened;
}

describe.each(['folder', 'url'] as const)('a store in a %s', (kind) => {
  it('lists its runs by repository, and drops those that are given up, all of them and no other', async () => {
    const { home, repository, workspace, bare } = await house(kind);
    await workspace.open(repository, `${RUN}0`);
    const listed = await listStoredRuns(home);
    const [first, second] = [RUN, `${RUN}0`].map((run) => ({ repositoryId: repository.id, refs: runRefs(run) }));
    expect(listed).toEqual([
      { ...first, newestAtMs: kind === 'folder' ? expect.any(Number) : null },
      { ...second, newestAtMs: kind === 'folder' ? expect.any(Number) : null },
    ]);
    await removeStoredRun(home, first!);
    expect(await listStoredRuns(home)).toMatchObject([second!]);
    await removeStoredRun(home, first!);
    expect(git(bare, 'for-each-ref', '--format=%(refname)').split('\n')).toHaveLength(1);
  });

  it('lists nothing before anything was stored', async () => {
    const store = temporaryFolder();
    if (kind === 'url') git(store, 'init', '--quiet', '--bare');
    expect(await listStoredRuns({ store: kind === 'url' ? `file://${store}` : join(store, 'absent') })).toEqual([]);
  });
});

describe('pruning', () => {
  it('removes commits that no ref names and that are old, and keeps the young and the named', async () => {
    const { home, repository, bare, workspace, base, ...rest } = await house('folder');
    const kept = await candidate({ workspace, repository, base, ...rest }, base, { ...FILES, other: 'x' }, '2');
    const dropped = git(bare, 'rev-parse', `${runRefs(RUN)}whole/1`);
    git(bare, 'update-ref', '-d', `${runRefs(RUN)}whole/1`);
    await pruneUnreachable(home, Date.now() - HOUR_MS);
    expect(git(bare, 'cat-file', '-t', dropped)).toBe('commit');
    await pruneUnreachable(home, Date.now() + HOUR_MS);
    expect(() => git(bare, 'cat-file', '-t', dropped)).toThrow();
    expect(await workspace.listFiles(repository, kept)).toHaveLength(3);
  });

  it('lets a mirror of a store at a URL forget what it fetched, to be fetched again when it is wanted', async () => {
    const near = await house('url');
    const made = git(near.bare, 'rev-parse', `refs/nightshift/${near.repository.id}/${RUN}/whole/1`);
    const home = { ...near.home, cache: temporaryFolder() };
    const far = createWorkspace({ home });
    expect(await far.listFiles(near.repository, made)).toHaveLength(3);
    await pruneUnreachable(home, Date.now() + HOUR_MS);
    const mirror = join(home.cache, 'mirrors', readdirSync(join(home.cache, 'mirrors'))[0]!);
    expect(() => git(mirror, 'cat-file', '-t', made)).toThrow();
    expect(await far.listFiles(near.repository, made)).toHaveLength(3);
    expect(existsSync(mirror)).toBe(true);
  });
});
