// Whether one commit can be merged into another, and doing so, by git itself and without a working tree.
import type { Author, BareRepository } from './bare-repository.js';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** The tree of the merge; null where they conflict. */
export async function mergedTree(repository: BareRepository, into: string, from: string): Promise<string | null> {
  const output = await repository.ask('merge-tree', '--write-tree', into, from);
  return output?.split('\n')[0] ?? null;
}

export interface Merge {
  into: string;
  from: string;
  method: MergeMethod;
  message: string;
  author: Author;
}

/** The commit that the branch is to stand at; null where they conflict. */
export async function mergeCommits(repository: BareRepository, merge: Merge): Promise<string | null> {
  if (merge.method === 'rebase') return rebased(repository, merge);
  const tree = await mergedTree(repository, merge.into, merge.from);
  if (tree === null) return null;
  const parents = merge.method === 'merge' ? [merge.into, merge.from] : [merge.into];
  return repository.commitTree(tree, parents, merge.message, merge.author);
}

/** Each commit of the branch put on top of the other, one after the other. */
async function rebased(repository: BareRepository, { into, from, author }: Merge): Promise<string | null> {
  const listing = await repository.git('rev-list', '--reverse', '--no-merges', `${into}..${from}`);
  let tip = into;
  for (const commit of listing.split('\n').filter(Boolean)) {
    // The tip, as if it had been made on what the commit stands on: so git takes only what the commit itself changed.
    const tipTree = await repository.git('rev-parse', `${tip}^{tree}`);
    const moved = await repository.commitTree(tipTree, [`${commit}^`], 'tip', author);
    const tree = await mergedTree(repository, moved, commit);
    if (tree === null) return null;
    const message = await repository.git('log', '-1', '--format=%B', commit);
    tip = await repository.commitTree(tree, [tip], message, author);
  }
  return tip;
}

/** The tree of the tip without what that commit brought; null where they conflict. */
export async function treeWithout(repository: BareRepository, tip: string, commit: string, author: Author) {
  const before = await repository.git('rev-parse', `${commit}^1^{tree}`);
  const undone = await repository.commitTree(before, [commit], 'undo', author);
  return mergedTree(repository, tip, undone);
}
