// Looks at a result as a whole before it goes to a forge. Candidates are kept from changing too much one by one; here is
// what they come to together. And what the forge would run by itself is not changed unless the operator allows it.
import type { PublishInput } from '../../core/activities.js';
import { changeTooLarge } from '../../core/change-limit.js';
import type { ExpectedFailure } from '../../core/validator.js';
import type { Workspace } from '../workspace/workspace.js';

/** Below it, or a link or another repository in its place. */
const WORKFLOWS = /^\.github(?:$|\/workflows(?:$|\/))/i;
const PATHS_SHOWN_MAX = 5;

/** Why the result may not be pushed; null where it may. */
export async function refusePush(
  workspace: Pick<Workspace, 'changedFiles' | 'measureChange'>,
  { repository, branch, baseCommit, commit, allowWorkflowFiles = true }: PublishInput,
): Promise<ExpectedFailure<'workflowFiles' | 'tooLarge'> | null> {
  const tooLarge = changeTooLarge(await workspace.measureChange(repository, baseCommit, commit));
  if (tooLarge !== null) return refusal('tooLarge', `branch ${branch} was not pushed: ${tooLarge}`);
  if (allowWorkflowFiles) return null;
  const changed = await workspace.changedFiles(repository, baseCommit, commit);
  const workflows = changed.map(({ path }) => path).filter((path) => WORKFLOWS.test(path));
  if (workflows.length === 0) return null;
  const more = workflows.length > PATHS_SHOWN_MAX ? ` and ${workflows.length - PATHS_SHOWN_MAX} more` : '';
  return refusal(
    'workflowFiles',
    `branch ${branch} was not pushed, as it changes what GitHub runs: ${workflows.slice(0, PATHS_SHOWN_MAX).join(', ')}${more}. ` +
      'Ask for the change without that, or set allowWorkflowFiles under "github" in the operator\'s configuration',
  );
}

function refusal<Reason extends string>(reason: Reason, message: string): ExpectedFailure<Reason> {
  return { ok: false, reason, message, log: null };
}
