// Makes a commit of a tree whose objects the mirror holds already, and pushes it to the store.
import { type CommitInput, commitTree } from './commit-tree.js';
import { bareGitClient } from './git-client.js';
import { rememberTree } from './known-trees.js';
import type { Places } from './places.js';
import { ensureCommit, pushToStore } from './store.js';
import type { CommitTreeInput } from './workspace.js';

/** The parent itself where that has the same tree. */
export async function commitStoredTree(places: Places, input: CommitTreeInput): Promise<string> {
  const { tree, parent, ref, ...described } = input;
  if ((await ensureCommit(places, parent)) === tree) return parent;
  return storeTree(places, { ...described, tree, parents: [parent] }, ref);
}

/** Returns the commit's id. */
export async function storeTree(places: Places, input: CommitInput, ref: string): Promise<string> {
  const commit = await commitTree(bareGitClient(places.mirror), input);
  rememberTree(places.mirror, commit, input.tree);
  await pushToStore(places, commit, ref);
  return commit;
}
