// Asks the model for its next turn and books the answer. Notes for the model travel with the call, at the end of the
// conversation, so that nothing of what was sent before changes.
import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { CandidateInput } from '../../core/candidate.js';
import { journalKey } from '../../core/journal-key.js';
import type { CallModelResult, Purpose } from '../../core/model-activities.js';
import { formatUsd } from '../../core/money.js';
import { addUsage, billableTokens, type Usage } from '../../core/price.js';
import { warningAfter } from '../../core/stuck.js';
import { isAnswered } from '../../core/unusable.js';
import { models } from '../hands.js';
import { summary } from '../summary.js';
import { turnsLeft } from './limits.js';
import type { TryState } from './try-state.js';

/** Books whatever came, but for a provider that is busy: there the same step is asked again, and books all of it. */
export async function askModel(one: TryState): Promise<CallModelResult> {
  const { input, result } = one;
  const note = noteFor(one);
  const turn = result.turns + 1;
  const reply = await models.callModel.executeWithOptions(
    { summary: summary(`Turn ${turn}: ask ${input.generator.name}`) },
    [
      {
        identity: {
          // A candidate's workflow id is its name in the journal: deliver's id, the generation, the task and the try.
          journalKey: `${workflowInfo().workflowId}/turn-${turn}`,
          runKey: journalKey(input.deliverId, input.generation),
          purpose: purposeOf(input),
          run: input.run,
          task: input.taskTitle,
          attempt: input.key,
        },
        generator: input.generator,
        conversation: one.conversation,
        ...(note === '' ? {} : { note }),
        allowanceMicroUsd: input.leaseMicroUsd - result.chargedMicroUsd,
        ...(input.leaseTokens === undefined ? {} : { allowanceTokens: input.leaseTokens - (result.tokens ?? 0) }),
      },
    ],
  );
  if (!reply.ok && reply.reason === 'busy') return reply;
  one.note = null;
  book(one, reply);
  showTurn(one, reply);
  return reply;
}

function noteFor({ note, seen, input, result }: TryState): string {
  return [note, warningAfter(seen), turnsLeft(input.tryLimits, result.turns)]
    .filter((line) => line !== null)
    .join('\n');
}

function book(one: TryState, reply: CallModelResult): void {
  const { result } = one;
  if (reply.ok || isAnswered(reply.reason)) result.turns += 1;
  result.chargedMicroUsd += reply.chargedMicroUsd;
  result.tokens = (result.tokens ?? 0) + billableTokens(reply);
  result.usage = addUsage(result.usage, reply.usage);
  const resent = resentTokens(one.sentTokens, reply.usage);
  if (resent > 0) result.resentTokens = (result.resentTokens ?? 0) + resent;
  one.sentTokens = reply.usage.inputTokens;
  if (!reply.ok) return;
  one.conversation = reply.conversation;
  if (result.authored) result.authored = { ...result.authored, conversation: reply.conversation };
  else result.conversation = reply.conversation;
}

/** Of what the call before had sent already, what no cache answered for. */
function resentTokens(sentBefore: number | null, usage: Usage): number {
  if (sentBefore === null) return 0;
  return Math.max(0, Math.min(sentBefore, usage.inputTokens) - usage.cachedInputTokens);
}

function purposeOf({ author, move, purpose }: CandidateInput): Purpose {
  if (author) return 'tests';
  return move.kind === 'repair' ? 'repair' : (purpose ?? 'build');
}

function showTurn({ input, result }: TryState, reply: CallModelResult): void {
  const now = reply.ok ? reply.said : reply.message;
  setCurrentDetails(
    `**${input.taskTitle}** by ${input.generator.name} (${purposeOf(input)})\n\n` +
      `Turn ${result.turns}, ${formatUsd(result.chargedMicroUsd)} of ${formatUsd(input.leaseMicroUsd)} leased\n\n${now}`,
  );
}
