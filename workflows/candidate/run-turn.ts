// The tool calls of one turn. A builder's work becomes a commit; of an author of tests only new files of tests stay.
import type { CandidateInput, CandidateResult, Conversation } from '../../core/candidate.js';
import { tools } from '../hands.js';
import { summary } from '../summary.js';

/** Carries out what the last message asks for, keeps its work in `result`, and gives the conversation to go on with. */
export async function runTurn(
  input: CandidateInput,
  result: CandidateResult,
  conversation: Conversation,
  said: string,
): Promise<Conversation> {
  const { repository, baseCommit, validator, sandbox } = input;
  const options = { summary: summary(`Turn ${result.turns}: ${said}`) };
  if (result.authored) {
    const { files } = result.authored;
    const ran = await tools.runAuthorTools.executeWithOptions(options, [
      { repository, baseCommit, conversation, files, validator, sandbox },
    ]);
    result.authored = { files: ran.files, conversation: ran.conversation };
    return ran.conversation;
  }
  const ran = await tools.runTools.executeWithOptions(options, [
    {
      repository,
      run: input.run,
      taskId: input.taskId,
      taskTitle: input.taskTitle,
      candidate: input.key,
      turn: result.turns,
      generator: input.generator.name,
      baseCommit,
      commit: result.commit,
      conversation,
      validator,
      sandbox,
      committedAtMs: Date.now(),
    },
  ]);
  result.commit = ran.commit;
  return ran.conversation;
}
