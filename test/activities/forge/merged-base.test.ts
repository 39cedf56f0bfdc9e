import { beforeAll, describe, expect, it } from '@jest/globals';
import { publishBranch } from '../../../activities/forge/create-forge-activities.js';
import { refusePush } from '../../../activities/forge/refuse-push.js';
import { GITHUB_TOKEN, scannerOn } from '../secrets/samples.js';
import { AT_MS, candidate, type Files, git, type Opened, opened, RUN, storeOf } from '../workspace/repositories.js';

const BRANCH = 'nightshift/add-numbers';
const WORKFLOW = '.github/workflows/ci.yml';
const FIXTURE = 'test/fixtures/sample.txt';

let house: Opened;
/** What the base branch brings: a sample key, and another workflow. */
let newer: string;
let ours: string;
beforeAll(async () => {
  house = await opened();
  newer = await candidate(house, house.base, { [FIXTURE]: `${GITHUB_TOKEN}\n`, [WORKFLOW]: 'on: push\n' }, 'newer');
  ours = await candidate(house, house.base, { 'src/add.js': 'right\n' }, 'ours');
});

async function merged(onto: string): Promise<string> {
  const { repository, workspace } = house;
  const { commit, conflicts } = await workspace.mergeBase({
    repository,
    run: RUN,
    onto,
    commit: newer,
    baseBranch: 'main',
    committedAtMs: AT_MS,
  });
  expect(conflicts).toEqual([]);
  return commit;
}

/** What the gates before a push say of it. */
async function published(baseCommit: string, commit: string) {
  const { workspace, repository } = house;
  const input = { repository, branch: `${BRANCH}-${commit}`, baseCommit, commit, acceptance: null, replaces: null };
  const forbidden = await refusePush(workspace, { ...input, allowWorkflowFiles: false });
  return forbidden ?? (await publishBranch({ workspace, secrets: await scannerOn(workspace) }, input));
}

describe('a result with a newer base branch merged in', () => {
  it('is published: what the base brought is not ours', async () => {
    const merge = await merged(ours);
    expect(git(storeOf(house), 'show', `${merge}:${FIXTURE}`)).toBe(GITHUB_TOKEN);
    expect(await published(newer, merge)).toMatchObject({ ok: true });
    const later = await candidate(house, merge, { 'src/add.js': 'better\n' }, 'later');
    expect(await published(newer, later)).toMatchObject({ ok: true });
  });

  it('is published where people had pushed to the branch, whatever they brought', async () => {
    const theirs = await candidate(house, ours, { '.github/workflows/theirs.yml': 'on: push\n' }, 'theirs');
    const merge = await merged(theirs);
    expect(await published(merge, merge)).toMatchObject({ ok: true });
    const later = await candidate(house, merge, { 'src/add.js': 'best\n' }, 'after-theirs');
    expect(await published(merge, later)).toMatchObject({ ok: true });
  });

  it.each<[string, Files, string]>([
    ['a secret', { 'src/token.js': `'${GITHUB_TOKEN}'\n` }, 'secretFound'],
    ['a workflow', { '.github/workflows/other.yml': 'on: push\n' }, 'workflowFiles'],
  ])('is refused where we brought %s, before the merge or after it', async (what, files, reason) => {
    const before = await merged(await candidate(house, ours, files, `${what} before`.replaceAll(' ', '-')));
    expect(await published(newer, before)).toMatchObject({ ok: false, reason });
    const after = await candidate(house, await merged(ours), files, `${what} after`.replaceAll(' ', '-'));
    expect(await published(newer, after)).toMatchObject({ ok: false, reason });
  });

  it('is refused where the merge itself was mended with a secret, though that is gone again', async () => {
    const { workspace, repository } = house;
    const mended = await candidate(house, await merged(ours), { 'src/token.js': `'${GITHUB_TOKEN}'\n` }, 'mended');
    const tree = git(storeOf(house), 'rev-parse', `${mended}^{tree}`);
    const author = ['-c', 'user.name=x', '-c', 'user.email=x@x'];
    const evil = git(storeOf(house), ...author, 'commit-tree', tree, '-p', ours, '-p', newer, '-m', 'Merge');
    git(storeOf(house), 'update-ref', `refs/nightshift/${RUN}/whole/evil`, evil);
    const found = await (await scannerOn(workspace)).scan({
      repository,
      baseCommit: newer,
      commit: await candidate(house, evil, { 'src/token.js': 'process.env.TOKEN\n' }, 'clean'),
      acceptance: null,
    });
    expect(found).toMatchObject({ inResult: [], inHistory: [{ path: 'src/token.js', line: 1 }], problem: null });
  });
});
