import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import { openUserRepository, readHead } from '../../../activities/workspace/user-repository.js';
import { RepositoryProblem } from '../../../activities/workspace/workspace.js';
import { commit, git, temporaryFolder, userRepository } from './repositories.js';

async function problem(path: string): Promise<RepositoryProblem> {
  const error = await findRepository(path).catch((thrown: unknown) => thrown);
  if (error instanceof RepositoryProblem) return error;
  throw error;
}

describe('findRepository', () => {
  it('names a repository by its top level, from any folder in it and through links', async () => {
    const user = userRepository();
    const link = join(temporaryFolder(), 'link');
    symlinkSync(user, link);
    const found = await findRepository(user);
    expect(found).toEqual({ url: user, id: expect.stringMatching(/^[0-9a-f]{12}$/), name: 'library' });
    expect(await findRepository(join(user, 'src'))).toEqual(found);
    expect(await findRepository(link)).toEqual(found);
  });

  it('never takes a repository around it for one that was found, also when its .git goes away in the midst of work', async () => {
    const around = temporaryFolder();
    git(around, 'init', '--quiet');
    commit(around, { 'around.txt': 'x' });
    const user = join(around, 'library');
    cpSync(userRepository(), user, { recursive: true });
    const found = await openUserRepository(user);
    rmSync(join(user, '.git'), { recursive: true });
    await expect(found.git.text(['rev-parse', 'HEAD'])).rejects.toThrow('not a git repository');
    await expect(readHead(found)).rejects.toMatchObject({ reason: 'notARepository', mayPass: true });
  });

  it('gives a linked worktree its own path and the id of its repository', async () => {
    const user = userRepository();
    const linked = join(temporaryFolder(), 'linked');
    git(user, 'worktree', 'add', '--quiet', linked);
    const found = await findRepository(linked);
    expect(found).toEqual({ url: linked, id: (await findRepository(user)).id, name: 'linked' });
  });

  it('takes a bare repository, and drops .git from its name', async () => {
    const bare = join(temporaryFolder(), 'library.git');
    git(temporaryFolder(), 'clone', '--quiet', '--bare', userRepository(), bare);
    expect(await findRepository(bare)).toMatchObject({ url: bare, name: 'library' });
  });

  it('takes a path with spaces, quotes and line breaks', async () => {
    const folder = join(temporaryFolder(), `it's "odd"\n\n$(touch x) \\`);
    mkdirSync(folder);
    git(folder, 'init', '--quiet');
    commit(folder, { a: 'a' });
    expect(await findRepository(folder)).toMatchObject({ url: folder, name: basename(folder) });
  });

  it('refuses what is no repository, naming the path and the way out', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const path of [folder, file, join(folder, 'absent'), join(file, 'below')]) {
      const { reason, message } = await problem(path);
      expect(reason).toBe('notARepository');
      expect(message).toContain(path);
      expect(message).toMatch(/; name (one|the folder of a git repository)/);
    }
  });

  it("refuses git's own folder and names the one above it", async () => {
    const user = userRepository();
    expect(await problem(join(user, '.git'))).toMatchObject({
      reason: 'notARepository',
      message: expect.stringContaining(`name ${user} instead`),
    });
  });

  it('refuses a repository without a commit', async () => {
    const folder = temporaryFolder();
    git(folder, 'init', '--quiet');
    expect(await problem(folder)).toMatchObject({
      reason: 'noCommit',
      message: `${folder} has no commit at HEAD; commit something first, then run again`,
    });
  });

  it('refuses a repository whose settings cannot be read', async () => {
    const user = userRepository();
    writeFileSync(join(user, '.git', 'config'), '[core\n');
    expect(await problem(user)).toMatchObject({ reason: 'unreadable', message: expect.stringContaining(user) });
  });
});
