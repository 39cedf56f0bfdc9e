// Copies a commit of a repository on a forge into the mirror: one branch's commit and what it needs, nothing else that
// the forge holds.
import { bareGitClient } from '../git-client.js';
import { againAfterLostRace } from '../lost-race.js';
import type { Places } from '../places.js';
import { askRemote } from './remote-git.js';
import type { Remote } from './remotes.js';

const FETCH = ['fetch', '--no-tags', '--no-write-fetch-head', '--update-shallow', '--no-auto-gc'];
/**
 * Of a first copy: as much as is read of the past (`recent-commits.ts`), and enough for the base branch to be merged into
 * a result. A huge history is not copied for more; a short one comes whole. What is fetched later is joined to it.
 */
const FIRST_DEPTH = 400;
const LOCK_WAIT_MS_MAX = 120_000;

export async function fetchRemote(places: Places, remote: Remote, commit: string): Promise<void> {
  if (await isKept(places, commit)) return;
  await fetch(places, remote, commit, (await takesWholeHistory(places)) ? [] : [`--depth=${FIRST_DEPTH}`]);
}

/** By a ref of ours: the commit without one may be what a killed fetch left, and lack its past. */
async function isKept({ mirror }: Places, commit: string): Promise<boolean> {
  const query = ['for-each-ref', '--count=1', '--format=%(refname)', `--points-at=${commit}`];
  // A commit that the mirror does not have is an error of usage to git.
  const answer = await bareGitClient(mirror).run(query, { accept: [0, 129] });
  return answer.stdout.length > 0;
}

/** Copies the past that was left out. */
export function completeHistory(places: Places, remote: Remote, commit: string): Promise<void> {
  return fetch(places, remote, commit, ['--unshallow']);
}

async function fetch(places: Places, remote: Remote, commit: string, options: readonly string[]): Promise<void> {
  const git = bareGitClient(places.mirror);
  const args = [...FETCH, ...options, '--', remote.url, commit];
  await againAfterLostRace(() => askRemote(git, remote, 'read', args), {
    waitMsMax: LOCK_WAIT_MS_MAX,
    ours: places.mirror,
  });
}

/** Few stores at a URL take commits whose history they lack; and what a mirror holds is never cut shorter. */
async function takesWholeHistory({ mirror, store }: Places): Promise<boolean> {
  if (store.kind === 'url') return true;
  return (await bareGitClient(mirror).text(['for-each-ref', '--count=1', '--format=%(refname)'])) !== '';
}
