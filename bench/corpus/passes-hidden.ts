// Whether a delivered branch also passes the hidden tests of its task: the part of quality that the visible ones miss.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CorpusTask, git } from '../support/task-repository.js';

export function passesHidden(task: CorpusTask, repo: string, branch: string, under: string): boolean {
  const dir = join(under, task.id);
  mkdirSync(under, { recursive: true });
  git(repo, 'worktree', 'add', '--quiet', '--force', '--detach', dir, branch);
  removeProtected(task, dir);
  for (const layer of ['base', 'hidden']) overlayProtected(task, join(task.dir, layer), dir);
  return (!task.setup || succeeds(task.setup, dir)) && succeeds(task.test.command, dir);
}

function removeProtected(task: CorpusTask, dir: string): void {
  for (const name of task.protected.filter(isFolder)) rmSync(join(dir, name), { recursive: true, force: true });
}

/** Of the base only the protected files, of the overlay all of it. */
function overlayProtected(task: CorpusTask, layer: string, dir: string): void {
  const isOverlay = layer.endsWith('hidden');
  for (const name of isOverlay ? readdirSync(layer) : task.protected.map((entry) => entry.replace(/\/$/, ''))) {
    const from = join(layer, name);
    if (existsSync(from)) cpSync(from, join(dir, name), { recursive: true, force: true });
  }
  execFileSync('chmod', ['-R', 'u+w', dir]);
}

function isFolder(name: string): boolean {
  return name.endsWith('/');
}

function succeeds(command: string, cwd: string): boolean {
  try {
    execFileSync('sh', ['-c', command], { cwd, stdio: 'ignore', env: { ...process.env, CI: '1' } });
    return true;
  } catch {
    return false;
  }
}
