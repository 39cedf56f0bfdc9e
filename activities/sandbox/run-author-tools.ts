// One turn's tool calls of the author of acceptance tests. Each turn works in a fresh checkout of the base with its
// tests laid over it, and only new files of tests are taken along: what it tries out elsewhere is gone with the turn,
// and nothing of it becomes a commit that a candidate could ever reach.
import type { RunAuthorToolsInput, RunAuthorToolsResult } from '../../core/author-activities.js';
import { appendMessage, readLastMessage } from '../conversation.js';
import { toolCallsOf } from '../tool-calls.js';
import { overlayFiles, readAcceptanceFiles } from '../validator/acceptance-files.js';
import { addedTests } from '../validator/added-tests.js';
import { answerWith, endOf, toolMessage } from './run-tools.js';
import type { ToolHands } from './tool-activities.js';

/** Throws the signal's reason when cancelled. */
export async function runAuthorTools(
  hands: ToolHands,
  input: RunAuthorToolsInput,
  signal: AbortSignal,
): Promise<RunAuthorToolsResult> {
  const { ledger, workspace } = hands;
  const { artifacts } = ledger;
  const { repository, baseCommit, validator } = input;
  const calls = toolCallsOf(await readLastMessage(artifacts, input.conversation));
  const sandbox = hands.sandbox(input.sandbox);
  const worktree = await workspace.addWorktree(repository, baseCommit);
  try {
    await overlayFiles(worktree.dir, await readAcceptanceFiles(artifacts, input.files));
    const commit = baseCommit;
    const prepared = await hands.dependencies.prepare({ repository, baseCommit, commit, validator, sandbox, signal });
    const around = { sandbox, worktree: worktree.dir, environment: validator.environment, artifacts, signal };
    const answers = await answerWith(prepared, calls, around);
    const { files, left } = await addedTests({ workspace, repository, baseCommit }, worktree.dir);
    const notes = [
      ...(prepared.ok ? [] : [`note: the dependencies could not be installed: ${prepared.message}`]),
      ...(left.length === 0
        ? []
        : [`note: too many or too large files of tests; these are not kept: ${left.join(', ')}`]),
    ];
    const message = toolMessage(calls, answers, notes);
    return {
      files: Object.keys(files).length === 0 ? null : await artifacts.put(JSON.stringify(files)),
      conversation: message ? await appendMessage(artifacts, input.conversation, message) : input.conversation,
      ...endOf(answers),
    };
  } finally {
    await workspace.removeWorktree(worktree);
  }
}
