// The lines that commits added, for whoever must look at everything that would be handed on with them. Binary files are
// shown as text, so that no byte in a file hides the rest of it.
import { bareGitClient } from './git-client.js';
import { parsePatch } from './parse-patch.js';
import type { Places } from './places.js';
import { ensureCommit } from './store.js';
import type { AddedLines, AddedView } from './workspace.js';

const PATCH = [
  '--patch',
  '--unified=0',
  '--text',
  '--find-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];
/** A merge shows what git would not have made of it; the commits that it merges show theirs, or are known with `from`. */
const HISTORY = ['log', '--format=', '--diff-merges=remerge', ...PATCH];

export async function addedLines(
  places: Places,
  from: string,
  to: string,
  view: AddedView,
  bytesMax: number,
): Promise<AddedLines> {
  for (const commit of [from, to]) await ensureCommit(places, commit);
  const args = view === 'result' ? ['diff-tree', '-r', ...PATCH, from, to] : [...HISTORY, `${from}..${to}`];
  const { stdout, cut } = await bareGitClient(places.mirror).run(args, { outputBytesMax: bytesMax });
  return { files: parsePatch(stdout.toString('utf8')), cut };
}
