// Gives back the space of commits that no ref names any more. Histories name commits by id, some without a ref, so what
// is younger than the time that was given stays; git itself looks after objects that are being written meanwhile.
import { join } from 'node:path';
import type { Home } from '../home.js';
import { bareGitClient } from './git-client.js';
import { forgetTrees } from './known-trees.js';
import { mirrorsIn } from './places.js';
import { parseStore } from './store-address.js';
import { bareRepositoriesIn } from './stored-runs.js';
import { FETCHED_REFS } from './url-store.js';

/** `beforeMs` must lie before the start of every run that is not ended. A store at a URL tidies itself. */
export async function pruneUnreachable(home: Pick<Home, 'store' | 'cache'>, beforeMs: number): Promise<void> {
  const address = parseStore(home.store);
  const folders = [mirrorsIn(home), ...(address.kind === 'folder' ? [address.folder] : [])];
  for (const folder of folders) {
    for (const name of await bareRepositoriesIn(folder)) await pruneIn(join(folder, name), beforeMs);
  }
  forgetTrees();
}

async function pruneIn(repository: string, beforeMs: number): Promise<void> {
  const git = bareGitClient(repository);
  const listing = await git.text(['for-each-ref', '--format=%(committerdate:unix) delete %(refname)', FETCHED_REFS]);
  const old = listing.split('\n').filter((line) => line !== '' && Number(line.split(' ')[0]) * 1000 < beforeMs);
  const commands = old.map((line) => `${line.slice(line.indexOf(' ') + 1)}\n`).join('');
  if (commands !== '') await git.run(['update-ref', '--no-deref', '--stdin'], { input: commands });
  await git.run(['gc', '--quiet', `--prune=${new Date(beforeMs).toISOString()}`]);
}
