// A task of a corpus as a repository on disk with its spec beside it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CorpusTask {
  id: string;
  title: string;
  language: string;
  spec: string;
  setup: string | null;
  protected: string[];
  test: { command: string; timeout_s: number };
  dir: string;
}

export interface TaskRepository {
  repo: string;
  spec: string;
}

export function readTasks(corpus: string, only: string): CorpusTask[] {
  return readdirSync(corpus)
    .filter((id) => id.includes(only) && existsSync(join(corpus, id, 'task.json')))
    .map((id) => ({
      ...(JSON.parse(readFileSync(join(corpus, id, 'task.json'), 'utf8')) as CorpusTask),
      dir: join(corpus, id),
    }));
}

export function makeRepository(task: CorpusTask, under: string): TaskRepository {
  const repo = join(under, task.id);
  mkdirSync(under, { recursive: true });
  cpSync(join(task.dir, 'base'), repo, { recursive: true });
  execFileSync('chmod', ['-R', 'u+w', repo]);
  const spec = join(under, `${task.id}.md`);
  writeFileSync(spec, task.spec);
  git(repo, 'init', '-q', '-b', 'main');
  git(repo, 'add', '-A');
  git(repo, '-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', 'commit', '-q', '-m', 'The base');
  return { repo, spec };
}

export function git(repo: string, ...args: string[]): string {
  return execFileSync('git', ['-C', repo, ...args], { encoding: 'utf8' });
}

/** True when the wrong candidate passes the tests that everybody sees; the right one always does. */
export function passesVisible(task: CorpusTask, variant: string): boolean {
  const file = join(task.dir, 'wrong', `${variant}.json`);
  if (!existsSync(file)) return false;
  return (JSON.parse(readFileSync(file, 'utf8')) as { passes_visible: boolean }).passes_visible;
}
