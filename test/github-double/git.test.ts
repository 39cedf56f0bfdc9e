import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deleteRepository, renameRepository, setRules } from '../doubles/github/acts/repositories.js';
import type { GitHubDouble } from '../doubles/github/github-double.js';
import { AT, libraryOnGitHub, octokitOf, thingProposed } from './library.js';

let github: GitHubDouble;
let folder: string;

beforeEach(async () => {
  github = await libraryOnGitHub();
  folder = mkdtempSync(join(tmpdir(), 'github-git-'));
});

afterEach(async () => {
  const { problems } = github;
  await github.close();
  rmSync(folder, { recursive: true });
  expect(problems).toEqual([]);
});

function urlFor(login: string | null, name = 'acme/library', token = login && github.token(login)): string {
  const who = token ? `x-access-token:${token}@` : '';
  return `${github.url.replace('//', `//${who}`)}/${name}.git`;
}

const ENV = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' };

/** A child of ours must not block the server, which lives in this process. */
async function git(...args: string[]): Promise<{ code: number; said: string }> {
  const { execa } = await import('execa');
  const { exitCode = 1, all } = await execa('git', args, { cwd: folder, env: ENV, reject: false, all: true });
  return { code: exitCode, said: all };
}

async function cloned(login: string): Promise<void> {
  const { code, said } = await git('clone', '--quiet', urlFor(login), '.');
  expect([code, said]).toEqual([0, '']);
}

async function committed(path: string, message: string): Promise<void> {
  execFileSync('mkdir', ['-p', join(folder, path, '..')]);
  writeFileSync(join(folder, path), `${message}\n`);
  const who = ['-c', 'user.name=maya', '-c', 'user.email=maya@example.org'];
  spawnSync('git', ['add', path], { cwd: folder, env: ENV });
  spawnSync('git', [...who, 'commit', '--quiet', '-m', message], { cwd: folder, env: ENV });
}

describe('git on the double', () => {
  it('clones and takes pushes, which move the heads of pull requests', async () => {
    const number = await thingProposed(github);
    await cloned('maya');
    await git('checkout', '--quiet', 'thing');
    await committed('lib/c.js', 'Add c');
    const { code } = await git('push', '--quiet', 'origin', 'thing');
    const { stdout: tip } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' });
    expect(code).toBe(0);
    const { data: pull } = await octokitOf(github, 'maya').rest.pulls.get({ ...AT, pull_number: number });
    expect([pull.head.sha, pull.commits, pull.changed_files]).toEqual([tip.trim(), 2, 2]);
    const fetched = await git('fetch', '--quiet', 'origin', `refs/pull/${number}/head`);
    expect(fetched.code).toBe(0);
  });

  it('takes a push that is larger than what git sends in one piece', async () => {
    await cloned('maya');
    writeFileSync(join(folder, 'large'), randomBytes(3_000_000));
    await committed('lib/c.js', 'Add c');
    execFileSync('git', ['add', 'large'], { cwd: folder, env: ENV });
    await committed('lib/d.js', 'Add large');
    expect(await git('push', '--quiet', 'origin', 'HEAD:refs/heads/large')).toEqual({ code: 0, said: '' });
    const { git: repository } = github.repository('acme/library');
    expect(await repository.git('cat-file', '-s', 'large:large')).toBe('3000000');
  });

  it('lets nobody push who may not write, and hides what is private', async () => {
    await cloned('otto');
    await committed('lib/c.js', 'Add c');
    const denied = await git('push', '--quiet', 'origin', 'main');
    expect(denied.said).toContain('403');
    github.repository('acme/library').private = true;
    expect((await git('ls-remote', urlFor('otto'))).said).toContain('not found');
    expect((await git('ls-remote', urlFor(null))).said).toContain('could not read Username');
    expect((await git('ls-remote', urlFor(null, 'acme/library', 'ghp_wrong'))).said).toContain('Authentication failed');
    const readOnly = github.token('maya', { permissions: { contents: 'read' } });
    expect((await git('push', '--quiet', urlFor(null, 'acme/library', readOnly), 'main')).said).toContain('403');
    github.repository('acme/library').archived = true;
    expect((await git('push', '--quiet', urlFor('maya'), 'main')).said).toContain('403');
  });

  it('refuses pushes by the rules of branches, and workflow files of a token without that scope', async () => {
    await setRules(github.repository('acme/library'), [
      { pattern: 'nightshift/*', refusesPush: 'Cannot create this.' },
    ]);
    await cloned('maya');
    await git('checkout', '--quiet', '-b', 'nightshift/1-thing');
    await committed('lib/c.js', 'Add c');
    const refused = await git('push', '--quiet', 'origin', 'HEAD');
    expect(refused.code).toBe(1);
    expect(refused.said).toContain('GH006: Protected branch update failed for refs/heads/nightshift/1-thing');
    expect(refused.said).toContain('Cannot create this.');
    await committed('.github/workflows/ci.yml', 'Add a workflow');
    const scoped = urlFor(null, 'acme/library', github.token('maya', { scopes: ['repo'] }));
    const workflow = await git('push', '--quiet', scoped, 'HEAD:refs/heads/other');
    expect(workflow.said).toContain('refusing to allow a Personal Access Token to create or update workflow');
    expect((await git('push', '--quiet', urlFor('maya'), 'HEAD:refs/heads/other')).code).toBe(0);
  });

  it('closes with a push what its words close, and follows a renamed repository', async () => {
    github.as('maya').openIssue({ title: 'Add c' });
    await cloned('maya');
    await committed('lib/c.js', 'Add c, fixes #1');
    await git('push', '--quiet', 'origin', 'main');
    expect(github.as('maya').issue(1).data.state).toBe('closed');
    renameRepository(github.world, github.repository('acme/library'), 'acme/books');
    expect((await git('ls-remote', '--exit-code', 'origin', 'main')).code).toBe(0);
    const { data, url } = await octokitOf(github, 'maya').rest.issues.get({ ...AT, issue_number: 1 });
    expect([data.title, url]).toEqual(['Add c', expect.stringContaining('/repositories/')]);
    expect((await octokitOf(github, 'maya').rest.pulls.list(AT)).status).toBe(200);
  });

  it('does the work of a push whose connection then breaks', async () => {
    await cloned('maya');
    await committed('lib/c.js', 'Add c');
    github.faults.add({ route: 'git git-receive-pack', kind: 'resetAfter' });
    // curl asks again by itself where a connection breaks without a word, and then finds the branch there.
    const { said } = await git('push', '--quiet', 'origin', 'HEAD:refs/heads/broken');
    expect(said).toMatch(/already exists|unexpected|reset|empty reply/i);
    expect(github.faults.hits).toBe(1);
    expect((await git('ls-remote', '--exit-code', 'origin', 'broken')).code).toBe(0);
  });
});

describe('merging on the double', () => {
  it('tells conflicts, what is behind where rules care, and merges in each way by git itself', async () => {
    const library = github.repository('acme/library');
    const maya = github.as('maya');
    const { rest } = octokitOf(github, 'maya');
    const stateOf = async (number: number): Promise<string> => {
      await rest.pulls.get({ ...AT, pull_number: number });
      return (await rest.pulls.get({ ...AT, pull_number: number })).data.mergeable_state;
    };
    await maya.pushCommit({ branch: 'one', files: { 'lib/a.js': 'one!\ntwo\nthree\n' }, message: 'Shout' });
    await maya.pushCommit({ branch: 'two', files: { 'lib/a.js': 'one?\ntwo\nthree\n' }, message: 'Ask' });
    const one = await maya.openPull({ title: 'One', head: 'one' });
    const two = await maya.openPull({ title: 'Two', head: 'two' });
    expect(await stateOf(one.number)).toBe('clean');
    await maya.pushCommit({ branch: 'main', files: { 'lib/d.js': 'd\n' }, message: 'Add d' });
    await setRules(library, [{ pattern: 'main', upToDate: true }]);
    expect(await stateOf(one.number)).toBe('behind');
    expect(await one.updateBranch()).toBe(true);
    expect(await stateOf(one.number)).toBe('clean');
    await one.merge({ method: 'squash' });
    expect(await stateOf(two.number)).toBe('dirty');
    await expect(two.merge()).rejects.toMatchObject({ status: 405 });
    expect(await library.git.git('show', 'main:lib/a.js')).toBe('one!\ntwo\nthree');
    await one.revert();
    expect(await library.git.git('show', 'main:lib/a.js')).toBe('one\ntwo\nthree');
    expect(await library.git.git('show', 'main:lib/d.js')).toBe('d');
    const messages = await library.git.git('log', '--format=%s', 'main');
    expect(messages).toContain('Revert "One"');
  });

  it('tells what rules still want, and what fails though no rule wants it', async () => {
    const number = await thingProposed(github);
    const pull = github.as('maya').pull(number);
    const { rest } = octokitOf(github, 'maya');
    const state = async (): Promise<string> =>
      (await rest.pulls.get({ ...AT, pull_number: number })).data.mergeable_state;
    expect(await state()).toBe('unknown');
    pull.setCheck({ name: 'test', conclusion: 'failure' });
    expect(await state()).toBe('unstable');
    const rule = { pattern: 'main', requiredChecks: ['test'], requiredApprovals: 1 };
    await setRules(github.repository('acme/library'), [rule]);
    pull.setCheck({ name: 'test', conclusion: 'success' });
    expect(await state()).toBe('blocked');
    await expect(pull.merge()).rejects.toMatchObject({ status: 405 });
    await github.as('rita').pull(number).review({ event: 'APPROVE' });
    expect(await state()).toBe('clean');
    pull.draft();
    expect(await state()).toBe('draft');
    await expect(pull.merge()).rejects.toMatchObject({ status: 405 });
  });

  it('rebases commit by commit', async () => {
    const maya = github.as('maya');
    await maya.pushCommit({ branch: 'three', files: { 'lib/x.js': 'x\n' }, message: 'Add x' });
    await maya.pushCommit({ branch: 'three', files: { 'lib/y.js': 'y\n' }, message: 'Add y' });
    await maya.pushCommit({ branch: 'main', files: { 'lib/d.js': 'd\n' }, message: 'Add d' });
    const three = await maya.openPull({ title: 'Three', head: 'three' });
    await three.merge({ method: 'rebase' });
    const { git: repository } = github.repository('acme/library');
    expect((await repository.git('log', '--format=%s', 'main')).split('\n')).toEqual([
      'Add y',
      'Add x',
      'Add d',
      'Begin',
    ]);
    expect(await repository.git('ls-tree', '--name-only', 'main', 'lib/')).toBe(
      'lib/a.js\nlib/d.js\nlib/x.js\nlib/y.js',
    );
  });

  it('takes a pull request from a fork', async () => {
    await github.as('otto').fork();
    const otto = github.as('otto', 'otto/library');
    await otto.pushCommit({ branch: 'gift', files: { 'lib/g.js': 'g\n' }, message: 'A gift' });
    const { rest } = octokitOf(github, 'otto');
    const own = rest.pulls.create({ ...AT, title: 'A gift', head: 'main', base: 'main' });
    await expect(own).rejects.toMatchObject({ status: 403 });
    const { data: pull } = await rest.pulls.create({ ...AT, title: 'A gift', head: 'otto:gift', base: 'main' });
    expect([pull.head.label, pull.head.repo?.fork]).toEqual(['otto:gift', true]);
    deleteRepository(github.world, github.repository('otto/library'));
    const { data: orphan } = await rest.pulls.get({ ...AT, pull_number: pull.number });
    expect([orphan.head.repo, orphan.head.sha]).toEqual([null, pull.head.sha]);
    await github.as('maya', 'acme/library').pull(pull.number).merge();
    expect(await github.repository('acme/library').git.git('show', 'main:lib/g.js')).toBe('g');
  });
});
