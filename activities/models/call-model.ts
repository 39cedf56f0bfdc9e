// One turn of a try: the conversation goes to the model, its message comes back at the end of it. What the message
// asks for is done by the tools, elsewhere.
import type { CallModelInput, CallModelResult } from '../../core/activities.js';
import { appendMessage, readMessages } from '../conversation.js';
import { interpretTurn } from './interpret-turn.js';
import { journaledCall, type ModelHands } from './journaled-call.js';
import { MODEL_TOOLS } from './model-tools.js';

export async function callModel(
  hands: ModelHands,
  input: CallModelInput,
  signal: AbortSignal,
): Promise<CallModelResult> {
  const { artifacts } = hands.ledger;
  const messages = await readMessages(artifacts, input.conversation);
  const called = await journaledCall(hands, {
    identity: input.identity,
    generator: input.generator,
    request: { messages, tools: MODEL_TOOLS, answerSchema: null },
    allowanceMicroUsd: input.allowanceMicroUsd,
    signal,
  });
  if (!called.ok) return called;
  const { chargedMicroUsd, usage, replayed } = called;
  const cost = { chargedMicroUsd, usage, replayed };
  const turn = interpretTurn(called.answer);
  if (!turn.ok) return { ...turn, ...cost };
  const conversation = await appendMessage(artifacts, input.conversation, turn.message);
  return { ok: true, conversation, said: turn.said, toolCalls: turn.toolCalls, ...cost };
}
