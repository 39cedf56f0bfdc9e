// What is done when git meets a damaged object in a repository of ours. A mirror is only a copy of the store: it is
// removed, and the next try fetches what it needs. In the store itself a damaged object is moved aside, so that the next
// try may write it again; what is then still missing is lost, and no retry brings it back.
import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failure } from '../failure.js';
import type { Home } from '../home.js';
import { exists } from './bare-repository.js';
import { bareGitClient } from './git-client.js';
import type { GitError } from './git-error.js';
import { mirrorsIn } from './places.js';
import { unlessAbsent } from './unless-absent.js';

const DAMAGED =
  / is corrupt|object file .* is empty|inflate: |unable to unpack [0-9a-f]+ header|does not match index|far too short to be a packfile|unable to stream [0-9a-f]{40}|unable to read sha1 file|unable to read tree|unable to read [0-9a-f]{40}|could not read [0-9a-f]{40}|missing (?:blob|tree|commit|object)|bad config line/;
/** Of the other side of a fetch or push. */
const REMOTE_LINE = /^remote: .*$/gm;

export function isDamage({ stderr, gitDir }: GitError): boolean {
  return gitDir !== undefined && DAMAGED.test(stderr.replace(REMOTE_LINE, ''));
}

/** The failure to throw: one that is retried where there is hope. */
export async function mendDamage({ cache }: Pick<Home, 'cache'>, error: GitError): Promise<Error> {
  const { gitDir = '' } = error;
  if (dirname(gitDir) === mirrorsIn({ cache })) {
    await removeMirror(gitDir);
    return failure('GitTrouble', `the mirror ${gitDir} was damaged, and is fetched again. ${error.message}`);
  }
  const aside = await moveObjectsAside(error.stderr, gitDir);
  if (aside.length > 0) {
    return failure('GitTrouble', `the store ${gitDir} is damaged: moved aside ${aside.join(', ')}. ${error.message}`);
  }
  return failure(
    'StoreDamaged',
    `the store ${gitDir} is damaged, and what is missing is nowhere else. Bring the objects back from a backup or a ` +
      `clone ("git -C ${gitDir} fsck" names them), or move the folder away; then run again with --retry. ${error.message}`,
  );
}

/** Moved first, so that nobody works in half of it. */
async function removeMirror(mirror: string): Promise<void> {
  const aside = join(dirname(mirror), `.damaged-${randomUUID()}`);
  await unlessAbsent(rename(mirror, aside));
  await rm(aside, { recursive: true, force: true });
}

/** Files of single objects that git's message names and cannot read. git takes no notice of the names that they get. */
async function moveObjectsAside(stderr: string, gitDir: string): Promise<string[]> {
  const git = bareGitClient(gitDir);
  const aside: string[] = [];
  for (const id of new Set(stderr.match(/\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b/g))) {
    const file = join(gitDir, 'objects', id.slice(0, 2), id.slice(2));
    if (!(await exists(file)) || (await git.run(['cat-file', '-p', id], { accept: [0, 1, 128] })).exitCode === 0)
      continue;
    if ((await unlessAbsent(rename(file, `${file}.damaged`).then(() => true))) !== null) aside.push(file);
  }
  return aside;
}
