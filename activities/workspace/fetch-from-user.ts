// Copies a commit out of the user's repository: only what it needs, and of a huge history only its end.
import { bareGitClient } from './git-client.js';
import { GitError, isUnwritable } from './git-error.js';
import { UPLOAD_PACK } from './git-options.js';
import { againAfterLostRace } from './lost-race.js';
import { isDamage } from './mend-damage.js';
import type { Places } from './places.js';
import { type UserRepository, unreadable } from './user-repository.js';
import { RepositoryProblem } from './workspace.js';

/**
 * Some two seconds of copying. Beyond it only the commit itself is taken: 0.4 s instead of 4.7 s, and a tenth of the
 * space, for 124 MB of history (2 cores, warm disk).
 */
const WHOLE_HISTORY_KIB_MAX = 64 * 1024;
const FETCH = ['fetch', '--no-tags', '--no-write-fetch-head', '--update-shallow', '--no-auto-gc', UPLOAD_PACK];
/** Another run that opens the same repository holds the lock on the end of history for the time of its fetch. */
const LOCK_WAIT_MS_MAX = 120_000;

/** The commit is asked for by its id, because HEAD may be detached, or move while we look. */
export async function fetchFromUser(places: Places, theirs: UserRepository, commit: string): Promise<void> {
  const depth = (await takesWholeHistory(places, theirs)) ? [] : ['--depth=1'];
  const fetch = () => bareGitClient(places.mirror).run([...FETCH, ...depth, '--', theirs.root, commit]);
  try {
    await againAfterLostRace(fetch, { waitMsMax: LOCK_WAIT_MS_MAX, ours: places.mirror });
  } catch (error) {
    const ours = error instanceof GitError && isDamage(error) && error.stderr.includes(places.mirror);
    if (error instanceof GitError && error.exitCode !== null && !isUnwritable(error) && !ours) {
      throw (await isPartial(theirs)) ? partial(theirs) : unreadable(theirs.root, error);
    }
    throw error;
  }
}

/** Files of a partial clone are fetched when they are wanted, by a command that its settings name: not by us. */
async function isPartial(theirs: UserRepository): Promise<boolean> {
  const settings = ['config', '--get-regexp', String.raw`^(extensions\.partialclone|remote\..*\.promisor)$`];
  return (await theirs.git.run(settings, { accept: [0, 1] })).exitCode === 0;
}

function partial({ root }: UserRepository): RepositoryProblem {
  return new RepositoryProblem(
    'unreadable',
    `${root} is a partial clone, in which files are missing; complete it with ` +
      '"git fetch --refetch --filter=blob:limit=1t", or clone it whole, then run again',
  );
}

/** A store at a URL is given all of it, since few servers take commits whose history they lack. */
async function takesWholeHistory({ store }: Places, theirs: UserRepository): Promise<boolean> {
  if (store.kind === 'url') return true;
  const counts = await theirs.git.text(['count-objects', '-v']);
  const kib = [...counts.matchAll(/^size(?:-pack)?: (\d+)$/gm)].map(([, count]) => Number(count));
  return kib.reduce((sum, part) => sum + part, 0) <= WHOLE_HISTORY_KIB_MAX;
}
