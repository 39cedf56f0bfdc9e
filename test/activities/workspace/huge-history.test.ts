import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import {
  candidate,
  commit,
  FILES,
  git,
  opened,
  storeOf,
  temporaryFolder,
  userRepository,
  workspaceOn,
} from './repositories.js';

/** More than is copied whole. */
const HISTORY_BYTES = 66 * 1024 * 1024;

let user: string;
beforeAll(() => {
  user = userRepository({ ...FILES, big: randomBytes(HISTORY_BYTES) });
  rmSync(join(user, 'big'));
  commit(user, {});
});

function kibOf(repository: string): number {
  const counts = git(repository, 'count-objects', '-v');
  return [...counts.matchAll(/^size(?:-pack)?: (\d+)$/gm)].reduce((sum, [, kib]) => sum + Number(kib), 0);
}

describe('a repository with a huge history', () => {
  it('is copied without it; candidates are made, merged and published all the same, and its history stays whole', async () => {
    const house = await opened(user);
    const { workspace, repository, base } = house;
    expect(kibOf(storeOf(house))).toBeLessThan(100);
    const onto = await candidate(house, base, { one: '1' }, '1');
    const other = await candidate(house, base, { two: '2' }, '2');
    const ref = 'refs/nightshift/r/t/merged';
    const merged = await workspace.merge({ repository, onto, commit: other, message: 'm', committedAtMs: 0, ref });
    if (!merged.ok) throw new Error('conflict');
    await workspace.publish(repository, 'nightshift/done', merged.commit, null);
    expect(git(user, 'rev-list', '--count', 'nightshift/done')).toBe('5');
    expect(existsSync(join(user, '.git', 'shallow'))).toBe(false);
    git(user, 'fsck', '--connectivity-only', 'nightshift/done');
  });

  it('is opened again at a later commit, and by eight runs at once', async () => {
    const workspace = workspaceOn(temporaryFolder());
    const repository = await findRepository(user);
    for (const round of ['first', 'second']) {
      const runs = Array.from({ length: 8 }, (_, index) => workspace.open(repository, `${round}.${index}`));
      const bases = new Set((await Promise.all(runs)).map(({ baseCommit }) => baseCommit));
      expect(bases).toEqual(new Set([git(user, 'rev-parse', 'HEAD')]));
      commit(user, { [round]: 'x' });
    }
  });
});
