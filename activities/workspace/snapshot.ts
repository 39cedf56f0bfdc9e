// Turns what lies in a worktree into a commit and pushes it to the store.
import { changeTooLarge, rulesTooLarge } from '../../core/change-limit.js';
import type { Git } from './git-client.js';
import { GitError, isPermissionDenied } from './git-error.js';
import { changeBetween, changedPaths, changeInTree } from './measure-change.js';
import type { Places } from './places.js';
import { ensureCommit } from './store.js';
import { storeTree } from './store-tree.js';
import { makeReadable, tidyTree } from './tidy-tree.js';
import type { SnapshotInput, SnapshotResult, Worktree } from './workspace.js';
import { worktreeGit } from './worktree.js';

/** Names that git stores on no system, such as `git~1`: they are left out, and the rest is stored. */
const REFUSED_NAME = /^error: (invalid path |unable to add .* to index$)/;
const NUL = Buffer.from([0]);

/** An unchanged tree makes no commit, nor does one that changes too much: the parent is the answer. */
export async function snapshot(places: Places, input: SnapshotInput): Promise<SnapshotResult> {
  const git = worktreeGit(places, input.worktree);
  const unchanged: SnapshotResult = { commit: input.parent, changed: false, refused: null };
  const before = await ensureCommit(places, input.parent);
  const { limitedSince, worktree } = input;
  const { ruleBytes } = await tidyTree(worktree.dir);
  const rulesRefused = limitedSince === undefined ? null : rulesTooLarge(ruleBytes);
  if (rulesRefused !== null) return { ...unchanged, refused: rulesRefused };
  const { paths: changed, cut } = await changedPaths(git);
  const paths = [...changed, ...(input.always ?? []).map((path) => Buffer.from(path))];
  // Measured before anything of it is stored, since objects are never taken back.
  const tooLarge = limitedSince === undefined ? null : changeTooLarge(await changeInTree(worktree.dir, paths));
  if (tooLarge !== null) return { ...unchanged, refused: tooLarge };
  // The index may hold what was staged before a crash, so that nothing new does not mean nothing changed.
  if (cut) await stageAll(git, worktree, input.always);
  else if (paths.length > 0) await stage(git, worktree, paths, input.always);
  const tree = await git.text(['write-tree']);
  if (tree === before) return unchanged;
  const grown =
    limitedSince === undefined || limitedSince === input.parent
      ? null
      : await grownTooLarge(places, git, limitedSince, tree);
  if (grown !== null) return { ...unchanged, refused: grown };
  const { parent, message, authorName, committedAtMs, ref } = input;
  const commit = await storeTree(places, { tree, parents: [parent], message, authorName, committedAtMs }, ref);
  return { commit, changed: true, refused: null };
}

/** Turn by turn a try may grow beyond what one turn is refused for. */
async function grownTooLarge(places: Places, git: Git, since: string, tree: string): Promise<string | null> {
  return changeTooLarge(await changeBetween(git, await ensureCommit(places, since), tree));
}

/** Looks again only at what was changed; at the whole tree where that is not enough, as when a link took a folder's place. */
async function stage(
  git: Git,
  worktree: Worktree,
  paths: readonly Buffer[],
  always: readonly string[] = [],
): Promise<void> {
  const input = Buffer.concat(paths.flatMap((path) => [path, NUL]));
  try {
    await git.run(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], { input });
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    await stageAll(git, worktree, always);
  }
}

async function stageAll(git: Git, worktree: Worktree, always: readonly string[] = []): Promise<void> {
  try {
    await addAll(git);
  } catch (error) {
    if (!isPermissionDenied(error)) throw error;
    await makeReadable(worktree.dir);
    await addAll(git);
  }
  if (always.length > 0) await git.run(['add', '--force', '--', ...always.map((path) => `:(literal)${path}`)]);
}

async function addAll(git: Git): Promise<void> {
  const answer = await git.run(['add', '--all', '--ignore-errors'], { accept: [0, 1] });
  const complaints = answer.stderr.split('\n').filter((line) => line.startsWith('error:'));
  const serious = complaints.filter((line) => !REFUSED_NAME.test(line));
  if (answer.exitCode !== 0 && (complaints.length === 0 || serious.length > 0)) {
    throw new GitError('add', answer.exitCode, answer.stderr);
  }
}
