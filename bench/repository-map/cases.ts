// Tasks with the files that their right change touches. A folder of a corpus is a task of its own; a git repository in
// it is as many tasks as it has fixes: the message of each is the task, and its parent is the base.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileKind } from '../../activities/models/repository-map/file-kind.js';
import { findRepository } from '../../activities/workspace/find-repository.js';
import type { Workspace } from '../../activities/workspace/workspace.js';
import type { RepositoryRef } from '../../core/repository.js';
import { makeRepository, readTasks } from '../support/task-repository.js';
import { git } from '../workspace/large-repository.js';

export interface Case {
  group: string;
  repository: RepositoryRef;
  commit: string;
  text: string;
  /** Sources that were there before. */
  touched: string[];
}

const RUN = 'bench.1';
const COMMITS_LOOKED_AT = 1_500;
const FIXES_MAX = 12;
const TOUCHED_MAX = 5;
const FILES_MAX = 15;
const A_FIX = /\b(fix|bug|feat|add|support|handle|allow|crash|wrong|error|regress)/i;
const NO_FIX = /bump|release|changelog|typo|docs?\b|\bci\b|chore|lint|deps|test|merge/i;
const TRAILER = /^(co-authored-by|signed-off-by|reviewed-by|pr-url|fixes|closes|refs?)\b.*$/gim;

export async function* casesOf(
  corpus: string,
  only: string,
  under: string,
  workspace: Workspace,
): AsyncGenerator<Case> {
  for (const task of readTasks(corpus, only)) {
    const repository = await findRepository(makeRepository(task, under).repo);
    const { baseCommit } = await workspace.open(repository, RUN);
    const patch = readFileSync(join(task.dir, 'gold.patch'), 'utf8');
    const touched = [...patch.matchAll(/^--- a\/(.+)$/gm)].map(([, path = '']) => path);
    yield { group: 'corpus', repository, commit: baseCommit, text: `${task.title}\n${task.spec}`, touched };
  }
  for (const name of readdirSync(corpus).filter((entry) => entry.includes(only))) {
    const dir = join(corpus, name);
    if (existsSync(join(dir, '.git'))) yield* fixesOf(dir, name, workspace);
  }
}

async function* fixesOf(dir: string, group: string, workspace: Workspace): AsyncGenerator<Case> {
  const repository = await findRepository(dir);
  await workspace.open(repository, RUN);
  const log = await git(dir, 'log', '--no-merges', `--max-count=${COMMITS_LOOKED_AT}`, '--format=%H %P%x00%B%x01');
  let found = 0;
  for (const entry of log.split('\u0001')) {
    const [ids = '', message = ''] = entry.trim().split('\0');
    const [commit = '', parent] = ids.split(' ');
    const subject = message.split('\n', 1)[0] ?? '';
    if (parent === undefined || !A_FIX.test(subject) || NO_FIX.test(subject)) continue;
    const touched = await touchedBy(dir, commit);
    if (touched.length === 0) continue;
    const text = message
      .replace(TRAILER, '')
      .replace(/\(?#\d+\)?/g, '')
      .trim();
    yield { group, repository, commit: parent, text, touched };
    found += 1;
    if (found === FIXES_MAX) return;
  }
}

/** None for a commit that touches too much to be one task. */
async function touchedBy(dir: string, commit: string): Promise<string[]> {
  const raw = await git(dir, 'show', '--no-renames', '--raw', '--format=', commit);
  const lines = raw.split('\n').filter(Boolean);
  // `:<mode before> <mode after> <id> <id> M\t<path>`; other modes are links and submodules.
  const changed = lines.flatMap((line) => /^:100\d+ 100\d+ \w+ \w+ M\t(.+)$/.exec(line)?.[1] ?? []);
  const sources = changed.filter((path) => fileKind(path) === 'source');
  return lines.length > FILES_MAX || sources.length > TOUCHED_MAX ? [] : sources;
}
