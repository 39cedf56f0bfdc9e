// Real repositories in temporary folders, made with plain git as a user would.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import { homeIn } from '../../../activities/home.js';
import { createWorkspace } from '../../../activities/workspace/create-workspace.js';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import type { Workspace, Worktree } from '../../../activities/workspace/workspace.js';
import type { RepositoryRef } from '../../../core/repository.js';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Removed when the test file ends. Readable by every user, so that tests may drop root's rights. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

/** The user's own git: settings of the machine are left out, those of the repository count. */
export function git(cwd: string, ...args: string[]): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'User',
    GIT_AUTHOR_EMAIL: 'user@localhost',
    GIT_COMMITTER_NAME: 'User',
    GIT_COMMITTER_EMAIL: 'user@localhost',
  };
  const output = execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd, env, stdio: 'pipe' });
  return output.toString('utf8').replace(/\n$/, '');
}

export type Files = Record<string, string | Buffer>;

export function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export function commit(folder: string, files: Files, message = 'Change'): string {
  write(folder, files);
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', message);
  return git(folder, 'rev-parse', 'HEAD');
}

export const FILES: Files = { 'README.md': '# A library\n', 'src/add.js': 'export const add = (a, b) => a - b;\n' };

/** A repository with one commit on `main`. */
export function userRepository(files: Files = FILES): string {
  const folder = join(temporaryFolder(), 'library');
  mkdirSync(folder);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  commit(folder, files);
  return folder;
}

export const RUN = 'add-numbers.1';
export const AT_MS = Date.UTC(2026, 10, 22, 3, 4, 5);

export interface Opened {
  user: string;
  state: string;
  workspace: Workspace;
  repository: RepositoryRef;
  base: string;
}

/** A workspace with the repository open in it. Give `state` to share another workspace's store. */
export async function opened(user = userRepository(), state = temporaryFolder()): Promise<Opened> {
  const workspace = workspaceOn(state);
  const repository = await findRepository(user);
  const { baseCommit } = await workspace.open(repository, RUN);
  return { user, state, workspace, repository, base: baseCommit };
}

export function workspaceOn(state: string, cache = temporaryFolder()): Workspace {
  return createWorkspace({ home: homeIn({ state, cache, config: join(state, 'config.yml') }) });
}

export function storeOf({ state, repository }: Pick<Opened, 'state' | 'repository'>): string {
  return join(state, 'stores', `${repository.id}.git`);
}

export function snapshotOf({ workspace, repository }: Opened, worktree: Worktree, candidate = '1') {
  return workspace.snapshot({
    repository,
    worktree,
    parent: worktree.commit,
    message: 'Add numbers\n',
    authorName: 'openai/gpt-x',
    committedAtMs: AT_MS,
    ref: `refs/nightshift/${RUN}/whole/${candidate}`,
  });
}

/** A candidate's commit with these files changed. */
export async function candidate(house: Opened, from: string, files: Files, name = '1'): Promise<string> {
  const worktree = await house.workspace.addWorktree(house.repository, from);
  write(worktree.dir, files);
  const { commit: made } = await snapshotOf(house, worktree, name);
  await house.workspace.removeWorktree(worktree);
  return made;
}

/** Every file and link below a folder with a hash of its content and its time of change, but for those left out. */
export function fingerprint(folder: string, leftOut: (path: string) => boolean = () => false): Record<string, string> {
  const prints: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (leftOut(name)) continue;
    if (entry.isSymbolicLink()) prints[name] = `link to ${readlinkSync(path)}`;
    else if (entry.isFile()) prints[name] = createHash('sha256').update(readFileSync(path)).digest('hex');
    else prints[name] = 'folder';
  }
  return prints;
}
