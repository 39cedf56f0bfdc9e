// Merges the base branch as it is now into a published result. What conflicts is committed with git's marks in the files,
// so that whoever settles it works in a tree as every other candidate does.
import type { MergeBaseInput, MergeBaseResult } from '../../../core/activities.js';
import { mergeBaseMessage } from '../../../core/commit-message.js';
import { baseMergeRef } from '../../../core/refs.js';
import { bareGitClient } from '../git-client.js';
import { mergedTree } from '../merge.js';
import type { Places } from '../places.js';
import { ensureCommit, pushToStore } from '../store.js';
import { storeTree } from '../store-tree.js';
import { completeHistory } from './fetch-remote.js';
import { type Remotes, remoteOf } from './remotes.js';

export async function mergeBase(places: Places, remotes: Remotes, input: MergeBaseInput): Promise<MergeBaseResult> {
  const { onto, commit, run } = input;
  for (const side of [onto, commit]) await ensureCommit(places, side);
  const ref = baseMergeRef(run, onto, commit);
  const common = await commonAncestor(places, remotes, input);
  if (common === onto || common === commit) {
    const ahead = common === onto ? commit : onto;
    await pushToStore(places, ahead, ref);
    return { commit: ahead, conflicts: [] };
  }
  const { tree, conflicts } = await mergedTree(bareGitClient(places.mirror), onto, commit);
  const message = mergeBaseMessage(input);
  const { committedAtMs } = input;
  const made = await storeTree(places, { tree, parents: [onto, commit], message, committedAtMs }, ref);
  return { commit: made, conflicts };
}

/** Null where the two have nothing in common. They may have it in a past that was not copied. */
async function commonAncestor(
  places: Places,
  remotes: Remotes,
  { repository, onto, commit }: MergeBaseInput,
): Promise<string | null> {
  const git = bareGitClient(places.mirror);
  const ask = async () => (await git.text(['merge-base', onto, commit], { accept: [0, 1] })) || null;
  const found = await ask();
  if (found !== null || repository.forge === undefined) return found;
  if ((await git.text(['rev-parse', '--is-shallow-repository'])) !== 'true') return null;
  await completeHistory(places, await remoteOf(remotes, repository), commit);
  return await ask();
}
