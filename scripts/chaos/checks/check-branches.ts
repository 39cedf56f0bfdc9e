// One branch for each spec that was delivered, with passing tests, and nothing else changed in the users' repositories.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { branchName } from '../../../core/deliver.js';
import type { Room } from '../room.js';
import { ACCEPTANCE_FILE } from '../specs.js';
import type { SpecAtWork } from '../work.js';
import type { Broken } from './check-ends.js';

export async function checkBranches(room: Room, works: readonly SpecAtWork[], broken: Broken): Promise<void> {
  for (const repository of room.repositories) {
    const delivered = works.filter(
      ({ spec, end }) => room.repositoryOf(spec) === repository && end?.outcome === 'delivered',
    );
    await checkRepository(repository, delivered, broken);
    for (const work of delivered) await checkBranch(room, repository, work, broken);
  }
}

async function checkRepository(repository: string, delivered: readonly SpecAtWork[], broken: Broken): Promise<void> {
  const refs = lines(await git(repository, 'for-each-ref', '--format=%(refname)'));
  const wanted = ['main', ...delivered.map(({ spec }) => branchName(spec.slug))].map((name) => `refs/heads/${name}`);
  const [found, expected] = [refs.sort().join(' '), wanted.sort().join(' ')];
  if (found !== expected) broken('branches', `${repository} has ${found}; it should have ${expected}`);
  const changes = await git(repository, 'status', '--porcelain');
  if (changes !== '') broken('repository', `${repository} was changed: ${changes}`);
}

async function checkBranch(room: Room, repository: string, { spec, end }: SpecAtWork, broken: Broken): Promise<void> {
  const branch = branchName(spec.slug);
  const tip = await git(repository, 'rev-parse', `refs/heads/${branch}`).catch(() => 'nothing');
  if (tip !== end?.commit) broken('branches', `${branch} stands at ${tip}, the receipt says ${end?.commit}`);
  if (tip === 'nothing') return;
  const copy = join(room.dir, 'checks', spec.slug);
  await git(repository, 'clone', '--quiet', '--no-hardlinks', '--branch', branch, repository, copy);
  const judge = await readFile(join(copy, ACCEPTANCE_FILE), 'utf8').catch(() => '');
  if (judge !== spec.acceptance) broken('tests', `${branch} does not have the tests of its spec`);
  const { exitCode, stdout } = await execa(process.execPath, ['--test'], {
    cwd: copy,
    env: { PATH: room.env['PATH'] },
    extendEnv: false,
    reject: false,
  });
  if (exitCode !== 0) broken('tests', `those of ${branch} fail: ${stdout.slice(-400)}`);
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await execa('git', args, { cwd, env });
  return stdout;
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}
