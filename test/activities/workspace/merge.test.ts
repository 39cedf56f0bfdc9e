import { beforeAll, describe, expect, it } from '@jest/globals';
import { AT_MS, candidate, git, type Opened, opened, storeOf, workspaceOn } from './repositories.js';

function merge(where: Opened, onto: string, commit: string) {
  const { workspace, repository } = where;
  const input = {
    repository,
    onto,
    commit,
    message: 'Merge\n',
    committedAtMs: AT_MS,
    ref: 'refs/nightshift/r/t/merged',
  };
  return workspace.merge(input);
}

let house: Opened;
beforeAll(async () => {
  house = await opened();
});

describe('merging', () => {
  it('joins two commits in one with both as parents, under the ref that was named', async () => {
    const onto = await candidate(house, house.base, { one: '1' }, '1');
    const other = await candidate(house, house.base, { two: '2' }, '2');
    const merged = await merge(house, onto, other);
    if (!merged.ok) throw new Error('conflict');
    expect(
      git(storeOf(house), 'rev-parse', 'refs/nightshift/r/t/merged', `${merged.commit}^1`, `${merged.commit}^2`),
    ).toBe([merged.commit, onto, other].join('\n'));
    expect((await house.workspace.listFiles(house.repository, merged.commit)).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['one', 'two']),
    );
  });

  it('gives the same id when it is done again, also by a worker that has neither commit', async () => {
    const onto = await candidate(house, house.base, { one: '1' }, '1');
    const other = await candidate(house, house.base, { two: '2' }, '2');
    const far = { ...house, workspace: workspaceOn(house.state) };
    expect(await merge(far, onto, other)).toEqual(await merge(house, onto, other));
  });

  it('goes forward when one of the two already holds the other', async () => {
    const next = await candidate(house, house.base, { one: '1' });
    expect(await merge(house, house.base, next)).toEqual({ ok: true, commit: next });
    expect(await merge(house, next, house.base)).toEqual({ ok: true, commit: next });
    expect(await merge(house, next, next)).toEqual({ ok: true, commit: next });
  });

  it('names the files in conflict, whatever they are called', async () => {
    const odd = 'odd "name"\n2';
    const onto = await candidate(house, house.base, { 'README.md': 'one', [odd]: 'one', mine: 'x' }, '1');
    const other = await candidate(house, house.base, { 'README.md': 'two', [odd]: 'two' }, '2');
    expect(await merge(house, onto, other)).toEqual({ ok: false, conflicts: ['README.md', odd] });
  });

  it('runs no merge driver that the trees name', async () => {
    const attributes = { '.gitattributes': '* merge=union\n' };
    const onto = await candidate(house, house.base, { ...attributes, 'README.md': 'one\n' }, '1');
    const other = await candidate(house, house.base, { ...attributes, 'README.md': 'two\n' }, '2');
    expect(await merge(house, onto, other)).toEqual({ ok: false, conflicts: ['README.md'] });
  });
});
