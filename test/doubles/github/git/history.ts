// Commits and differences, read from git.
import type { BareRepository } from './bare-repository.js';

export interface CommitFacts {
  sha: string;
  tree: string;
  parents: string[];
  author: { name: string; email: string; date: string };
  committer: { name: string; email: string; date: string };
  message: string;
}

export interface FileDifference {
  path: string;
  previous: string | null;
  status: 'added' | 'removed' | 'modified' | 'renamed';
  additions: number;
  deletions: number;
  patch: string;
}

const FIELDS = '%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B%x01';

/** Commits as `git log` takes them: a range, paths, the newest first. */
export async function commitsOf(repository: BareRepository, ...log: string[]): Promise<CommitFacts[]> {
  return parsed((await repository.ask('log', `--format=${FIELDS}`, ...log)) ?? '');
}

/** At once, for what is told of while it happens. */
export function commitNow(repository: BareRepository, sha: string): CommitFacts | null {
  return parsed(repository.askNow('log', '-1', `--format=${FIELDS}`, sha) ?? '')[0] ?? null;
}

function parsed(output: string): CommitFacts[] {
  return output.split('\x01').flatMap((record) => {
    const [sha, tree, parents, name, email, at, by, byEmail, byAt, message] = record.replace(/^\n/, '').split('\0');
    if (!sha || !tree || message === undefined) return [];
    return {
      sha,
      tree,
      parents: parents?.split(' ').filter(Boolean) ?? [],
      author: { name: name ?? '', email: email ?? '', date: iso(at) },
      committer: { name: by ?? '', email: byEmail ?? '', date: iso(byAt) },
      message: message.trimEnd(),
    };
  });
}

/** What changed from one commit to the other, file by file. */
export async function differences(repository: BareRepository, from: string, to: string): Promise<FileDifference[]> {
  const patch = await repository.git('diff', '--no-color', '--no-ext-diff', '-M', from, to);
  return patch
    .split(/^(?=diff --git )/m)
    .filter(Boolean)
    .map(oneFile);
}

function oneFile(text: string): FileDifference {
  const hunks = text.search(/^@@ /m);
  const [head, patch] = hunks < 0 ? [text, ''] : [text.slice(0, hunks), text.slice(hunks).trimEnd()];
  const lines = patch.split('\n');
  const names = /^diff --git "?a\/(.*?)"? "?b\/(.*?)"?$/m.exec(head);
  const path = names?.[2] ?? '';
  const renamed = /^rename from (.*)$/m.exec(head)?.[1] ?? null;
  const status = /^new file/m.test(head)
    ? 'added'
    : /^deleted file/m.test(head)
      ? 'removed'
      : renamed
        ? 'renamed'
        : 'modified';
  return {
    path,
    previous: renamed,
    status,
    additions: lines.filter((line) => line.startsWith('+')).length,
    deletions: lines.filter((line) => line.startsWith('-')).length,
    patch,
  };
}

function iso(seconds = '0'): string {
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)}Z`;
}
