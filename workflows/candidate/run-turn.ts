// The tool calls of one turn. A builder's work becomes a commit; of an author of tests only new files of tests stay.
import type { RunToolsResult } from '../../core/activities.js';
import type { RunAuthorToolsResult } from '../../core/author-activities.js';
import type { CallModelResult } from '../../core/model-activities.js';
import type { AuthoredTests } from '../../core/written-tests.js';
import { tools } from '../hands.js';
import { summary } from '../summary.js';
import type { TryState } from './try-state.js';

type Usable = Extract<CallModelResult, { ok: true }>;

/** Carries out what the last message asks for and keeps its work. Why nothing of it could be run, or null. */
export async function runTurn(one: TryState, reply: Usable): Promise<string | null> {
  const { result } = one;
  const options = { summary: summary(`Turn ${result.turns}: ${reply.said}`) };
  const before = treeOf(one);
  const ran = result.authored
    ? await runAuthor(one, result.authored, options)
    : keepWork(one, await tools.runTools.executeWithOptions(options, [toolsInput(one)]));
  one.conversation = ran.conversation;
  one.seen.push({
    calls: reply.calls ?? `turn ${result.turns}`,
    before,
    after: treeOf(one),
    failing: ran.failing ?? null,
  });
  return ran.unusable ?? null;
}

/** Stands for the work so far: the commit, or the stored files of tests. */
function treeOf({ result }: TryState): string {
  return result.authored ? (result.authored.files?.sha256 ?? '') : result.commit;
}

async function runAuthor(
  { input, result, conversation }: TryState,
  { files }: AuthoredTests,
  options: { summary: string },
): Promise<RunAuthorToolsResult> {
  const { repository, baseCommit, validator, sandbox } = input;
  const ran = await tools.runAuthorTools.executeWithOptions(options, [
    { repository, baseCommit, conversation, files, validator, sandbox },
  ]);
  result.authored = { files: ran.files, conversation: ran.conversation };
  return ran;
}

function keepWork({ result }: TryState, ran: RunToolsResult): RunToolsResult {
  result.commit = ran.commit;
  result.conversation = ran.conversation;
  return ran;
}

function toolsInput({ input, result, conversation }: TryState) {
  return {
    repository: input.repository,
    run: input.run,
    taskId: input.taskId,
    taskTitle: input.taskTitle,
    candidate: input.key,
    turn: result.turns,
    generator: input.generator.name,
    baseCommit: input.baseCommit,
    commit: result.commit,
    conversation,
    validator: input.validator,
    sandbox: input.sandbox,
    committedAtMs: Date.now(),
  };
}
