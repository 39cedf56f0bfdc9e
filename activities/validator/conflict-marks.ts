// Marks that a merge leaves where both sides changed the same lines: whatever the tests say, they may not be delivered.
import type { JudgeInput } from '../../core/activities.js';
import type { Workspace } from '../workspace/workspace.js';
import type { TreePlan } from './judged-tree.js';

const BYTES_MAX = 5_000_000;
/** As git writes them, each alone at the beginning of a line. */
const MARK = /^(?:<{7}|>{7}) /m;

/** Paths that still hold some. Those that are restored from the base before judging are left out. */
export async function conflictMarks(
  workspace: Workspace,
  { repository, commit, conflicts = [] }: JudgeInput,
  { restore, remove }: TreePlan,
): Promise<string[]> {
  const judged = conflicts.filter((path) => !restore.includes(path) && !remove.includes(path));
  if (judged.length === 0) return [];
  const texts = await workspace.readFiles(repository, commit, judged, BYTES_MAX);
  return judged.filter((path) => MARK.test(texts.get(path) ?? ''));
}
