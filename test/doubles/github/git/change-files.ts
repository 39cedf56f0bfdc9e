// Commits made on the server, as the web page of GitHub makes them.

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Author, BareRepository } from './bare-repository.js';

export interface FileChange {
  /** Null: the commit has no parent. */
  parent: string | null;
  /** Contents by path; null deletes the file. */
  files: Record<string, string | Buffer | null>;
  message: string;
  author: Author;
}

export async function commitFiles(repository: BareRepository, change: FileChange): Promise<string> {
  const index = join(repository.path, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  if (change.parent) await repository.gitWith({ env }, 'read-tree', change.parent);
  for (const [path, content] of Object.entries(change.files)) {
    if (content === null) {
      await repository.gitWith({ env }, 'update-index', '--force-remove', path);
      continue;
    }
    const input = Buffer.from(content);
    const blob =
      input.length === 0
        ? await emptyBlob(repository)
        : await repository.gitWith({ input }, 'hash-object', '-w', '--stdin');
    await repository.gitWith({ env }, 'update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
  }
  const tree = await repository.gitWith({ env }, 'write-tree');
  await rm(index, { force: true });
  return repository.commitTree(tree, change.parent ? [change.parent] : [], change.message, change.author);
}

function emptyBlob(repository: BareRepository): Promise<string> {
  return repository.git('hash-object', '-w', '/dev/null');
}
