// Merges two commits in the mirror, without any worktree, and stores the result.
import { commitTree } from './commit-tree.js';
import { bareGitClient, type Git } from './git-client.js';
import { rememberTree } from './known-trees.js';
import type { Places } from './places.js';
import { ensureCommit, pushToStore } from './store.js';
import type { MergeCommitsInput } from './workspace.js';

const CONFLICT_EXIT_CODE = 1;

export type Merged = { ok: true; commit: string } | { ok: false; conflicts: string[] };

/** Where one of the two already holds the other, it is the result itself. */
export async function merge(places: Places, input: MergeCommitsInput): Promise<Merged> {
  await ensureCommit(places, input.onto);
  await ensureCommit(places, input.commit);
  const merged = await mergedCommit(places, input);
  if (merged.ok) await pushToStore(places, merged.commit, input.ref);
  return merged;
}

async function mergedCommit(places: Places, input: MergeCommitsInput): Promise<Merged> {
  const { onto, commit } = input;
  const git = bareGitClient(places.mirror);
  const common = await git.text(['merge-base', onto, commit], { accept: [0, 1] });
  if (common === onto) return { ok: true, commit };
  if (common === commit) return { ok: true, commit: onto };
  const { clean, tree, conflicts } = await mergedTree(git, onto, commit);
  if (!clean) return { ok: false, conflicts };
  const { message, committedAtMs } = input;
  const made = await commitTree(git, { tree, parents: [onto, commit], message, committedAtMs });
  rememberTree(places.mirror, made, tree);
  return { ok: true, commit: made };
}

interface MergedTree {
  clean: boolean;
  tree: string;
  conflicts: string[];
}

/** In conflict, the tree has git's marks in texts, and the first side of what cannot be marked. */
export async function mergedTree(git: Git, onto: string, commit: string): Promise<MergedTree> {
  const args = ['merge-tree', '--write-tree', '--allow-unrelated-histories', '--no-messages', '--name-only', '-z'];
  const answer = await git.run([...args, onto, commit], { accept: [0, CONFLICT_EXIT_CODE] });
  const [tree = '', ...conflicts] = answer.stdout.toString('utf8').split('\0').filter(Boolean);
  return { clean: answer.exitCode === 0, tree, conflicts };
}
