// Stores the shorter form of a conversation. The long one stays where it is: whoever reads the try later finds both.

import type { Conversation } from '../../core/candidate.js';
import type { CompactInput } from '../../core/model-activities.js';
import { appendMessage, readMessages } from '../conversation.js';
import type { Hands } from '../hands.js';
import { compactMessages } from './compact-messages.js';

/** The same call gives the same conversation. Messages that stay as they were keep their place in the chain. */
export async function compactConversation(
  { ledger }: Pick<Hands, 'ledger'>,
  { conversation, outputBytesKept }: CompactInput,
): Promise<Conversation> {
  const messages = await readMessages(ledger.artifacts, conversation);
  let compact: Conversation | null = null;
  for (const message of compactMessages(messages, outputBytesKept)) {
    compact = await appendMessage(ledger.artifacts, compact, message);
  }
  return compact ?? conversation;
}
