// The check of branches finds what it looks for, in a real repository to which it was done.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { EndOfRun } from '../../../cli/runs/end-of-run.js';
import { branchName } from '../../../core/deliver.js';
import { checkBranches } from '../../../scripts/chaos/checks/check-branches.js';
import type { Room } from '../../../scripts/chaos/room.js';
import { ACCEPTANCE_FILE, specsOf } from '../../../scripts/chaos/specs.js';
import { commit, git, temporaryFolder, userRepository, write } from '../../activities/workspace/repositories.js';

const [spec] = specsOf(1, 1).map((one) => ({ ...one, acceptance: "import 'node:test';\n" }));
if (!spec) throw new Error('there is no spec');
const BRANCH = branchName(spec.slug);

/** What the check says of a night that delivered this branch, after something was done to the repository. */
async function violationsAfter(
  harm: (repository: string) => void,
  acceptance = spec?.acceptance ?? '',
): Promise<string[]> {
  const repository = userRepository({ 'package.json': '{"type":"module"}' });
  git(repository, 'checkout', '--quiet', '-b', BRANCH);
  const tip = commit(repository, { [ACCEPTANCE_FILE]: acceptance });
  git(repository, 'checkout', '--quiet', 'main');
  harm(repository);
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'checks'));
  const room = { dir, env: process.env, repositories: [repository], repositoryOf: () => repository };
  const end = { outcome: 'delivered', commit: tip } as EndOfRun;
  const found: string[] = [];
  const work = { spec, end, raised: false, errors: [] } as Parameters<typeof checkBranches>[1][number];
  await checkBranches(room as unknown as Room, [work], (name) => void found.push(name));
  return found;
}

test.each<[string, (repository: string) => void, string[]]>([
  ['nothing wrong', () => undefined, []],
  ['a second branch', (repository) => git(repository, 'branch', `${BRANCH}-2`), ['branches']],
  ['no branch', (repository) => git(repository, 'branch', '-D', BRANCH), ['branches', 'branches']],
  ['another commit', (repository) => git(repository, 'branch', '-f', BRANCH, 'main'), ['branches', 'tests']],
  ['a changed working tree', (repository) => write(repository, { 'left.txt': '' }), ['repository']],
])('the check of branches finds %s', async (_, harm, names) => {
  expect(await violationsAfter(harm)).toEqual(names);
});

test('the check of branches finds tests that fail, and tests that are not those of the spec', async () => {
  const failing = "import test from 'node:test';\ntest('fails', () => { throw new Error('no'); });\n";
  expect(await violationsAfter(() => undefined, failing)).toEqual(['tests', 'tests']);
});
