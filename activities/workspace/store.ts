// Moves commits between this host's mirror and the store that all workers share.
import { failure } from '../failure.js';
import { ensureBareRepository, exists, type ObjectFormat } from './bare-repository.js';
import { bareGitClient } from './git-client.js';
import { GitError } from './git-error.js';
import { RECEIVE_PACK, UPLOAD_PACK } from './git-options.js';
import { againAfterLostRace } from './lost-race.js';
import type { Places } from './places.js';

/** git's words when the other side has no such object. */
const NO_SUCH_OBJECT = /not our ref|no such remote ref|couldn't find remote ref|bad object|missing object/i;

/** Pushes a commit and names it. Doing it twice is harmless; the newest push under a name wins. */
export async function pushToStore(places: Places, commit: string, ref: string): Promise<void> {
  await againAfterLostRace(() =>
    bareGitClient(places.mirror).run([
      'push',
      '--porcelain',
      '--atomic',
      '--no-verify',
      '--recurse-submodules=no',
      RECEIVE_PACK,
      places.store,
      `+${commit}:${ref}`,
    ]),
  );
}

/** Makes sure that the mirror has a commit with all its history. Throws `MissingCommit` when the store lacks it too. */
export async function ensureCommit(places: Places, commit: string): Promise<void> {
  if (await hasCommit(places.mirror, commit)) return;
  if (!(await exists(places.store))) throw missing(commit);
  await ensureBareRepository(places.mirror, await objectFormatOf(places.store));
  try {
    await againAfterLostRace(() => fetchFromStore(places, commit));
  } catch (error) {
    if (error instanceof GitError && NO_SUCH_OBJECT.test(error.stderr)) throw missing(commit);
    throw error;
  }
}

async function fetchFromStore(places: Places, commit: string): Promise<void> {
  const options = ['--no-tags', '--no-write-fetch-head', '--update-shallow', '--no-auto-gc', UPLOAD_PACK];
  await bareGitClient(places.mirror).run(['fetch', ...options, places.store, commit]);
}

async function hasCommit(mirror: string, commit: string): Promise<boolean> {
  if (!(await exists(mirror))) return false;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`];
  const answer = await bareGitClient(mirror).run(args, { accept: [0, 1, 128] });
  return answer.exitCode === 0;
}

async function objectFormatOf(dir: string): Promise<ObjectFormat> {
  return (await bareGitClient(dir).text(['rev-parse', '--show-object-format'])) === 'sha256' ? 'sha256' : 'sha1';
}

function missing(commit: string): Error {
  return failure('MissingCommit', `commit ${commit} is neither in this host's mirror nor in the store`);
}
