// Makes the repository that the demo works on: the sample library with one commit, the same on every machine.
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const LIBRARY = fileURLToPath(new URL('library/', import.meta.url));
/** Set in the repository's own git configuration: only a folder that has it may be thrown away. */
const MARK = 'nightshift.demo';
const COMMITTED_AT = '2026-01-05T08:00:00Z';

/** Nobody's own git configuration, hooks or templates have a say in the demo. */
const GIT_ENV = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Nightshift demo',
  GIT_AUTHOR_EMAIL: 'demo@nightshift.invalid',
  GIT_AUTHOR_DATE: COMMITTED_AT,
  GIT_COMMITTER_NAME: 'Nightshift demo',
  GIT_COMMITTER_EMAIL: 'demo@nightshift.invalid',
  GIT_COMMITTER_DATE: COMMITTED_AT,
};

/**
 * Makes the demo's repository at `dir` and returns its absolute path. A demo repository that stands there is replaced;
 * anything else is left alone, and an error says so. `more` are further files of its commit, by path.
 */
export async function prepareDemoRepository(dir: string, more: Record<string, string> = {}): Promise<string> {
  const path = resolve(dir);
  if (await holdsSomething(path)) {
    if (!(await isDemoRepository(path))) {
      throw new Error(`${path} is not empty and was not made by the demo. Name another folder, or empty this one.`);
    }
    await rm(path, { recursive: true });
  }
  await mkdir(path, { recursive: true });
  await cp(LIBRARY, path, { recursive: true });
  for (const [name, content] of Object.entries(more)) await writeFile(join(path, name), content);
  await git(path, 'init', '--quiet', '--template=', '--initial-branch=main');
  await git(path, 'config', '--local', MARK, 'true');
  await git(path, 'add', '--all');
  await git(path, 'commit', '--quiet', '--message=Format durations, money and text for people');
  return path;
}

async function holdsSomething(path: string): Promise<boolean> {
  return existsSync(path) && (await readdir(path)).length > 0;
}

/** Looks at the folder itself only: a repository around it is somebody else's. */
async function isDemoRepository(path: string): Promise<boolean> {
  const { stdout } = await execa('git', ['config', '--file', `${path}/.git/config`, '--get', MARK], {
    env: GIT_ENV,
    extendEnv: false,
    reject: false,
  });
  return stdout === 'true';
}

async function git(cwd: string, ...args: string[]): Promise<void> {
  await execa('git', args, { cwd, env: GIT_ENV, extendEnv: false });
}
