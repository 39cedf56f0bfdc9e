// One turn of a try: the conversation goes to the model, its message comes back at the end of it. What the message
// asks for is done by the tools, elsewhere.
import type { ModelMessage } from 'ai';
import type { Conversation } from '../../core/candidate.js';
import type { CallModelInput, CallModelResult } from '../../core/model-activities.js';
import { appendMessage, readMessages } from '../conversation.js';
import type { Artifacts } from '../ledger/ledger.js';
import { signature } from '../signature.js';
import { toolCallsOf } from '../tool-calls.js';
import { interpretTurn } from './interpret-turn.js';
import { journaledCall, type ModelHands } from './journaled-call.js';
import { MODEL_TOOLS } from './model-tools.js';

export async function callModel(
  hands: ModelHands,
  input: CallModelInput,
  signal: AbortSignal,
): Promise<CallModelResult> {
  const { artifacts } = hands.ledger;
  const asked = await withNote(artifacts, input);
  const messages = await readMessages(artifacts, asked);
  const called = await journaledCall(hands, {
    identity: input.identity,
    generator: input.generator,
    request: { messages, tools: MODEL_TOOLS, answerSchema: null },
    allowanceMicroUsd: input.allowanceMicroUsd,
    allowanceTokens: input.allowanceTokens,
    signal,
  });
  if (!called.ok) return called;
  const { chargedMicroUsd, tokens, usage, replayed } = called;
  const cost = { chargedMicroUsd, tokens, usage, replayed };
  const turn = interpretTurn(called.answer);
  if (!turn.ok) return { ...turn, ...cost };
  const conversation = await appendMessage(artifacts, asked, turn.message);
  const { said, toolCalls } = turn;
  return { ok: true, conversation, said, toolCalls, ...callsOf(turn.message), ...cost };
}

/** What the engine has to tell the model stands at the end, where it changes nothing that was sent before. */
async function withNote(artifacts: Artifacts, { conversation, note }: CallModelInput): Promise<Conversation> {
  return note === undefined ? conversation : appendMessage(artifacts, conversation, { role: 'user', content: note });
}

/** The same calls give the same text, whatever ids the provider gave them. */
function callsOf(message: ModelMessage): { calls?: string } {
  const calls = toolCallsOf(message).map(({ toolName, input }) => ({ toolName, input }));
  return calls.length === 0 ? {} : { calls: signature(JSON.stringify(calls)) };
}
