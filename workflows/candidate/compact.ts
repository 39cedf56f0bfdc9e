// Makes the conversation shorter before a call where that is worth it, or where it would not fit otherwise.
import { compactionDue, OUTPUT_BYTES_KEPT } from '../../core/compaction.js';
import { briefs } from '../hands.js';
import { summary } from '../summary.js';
import type { TryState } from './try-state.js';

export async function compactIfDue(one: TryState): Promise<void> {
  const { input, compacted, conversation } = one;
  const growth = {
    bytes: conversation.bytes,
    bytesThen: compacted.bytes,
    turns: one.result.turns - compacted.turns,
  };
  const tooLong = conversation.bytes > input.tryLimits.requestBytes && growth.turns > 0;
  if (!tooLong && !compactionDue(input.generator.price, growth)) return;
  const shorter = await briefs.compactConversation.executeWithOptions(
    { summary: summary(`Turn ${one.result.turns + 1}: drop old tool output`) },
    [{ conversation, outputBytesKept: OUTPUT_BYTES_KEPT }],
  );
  one.conversation = shorter;
  one.compacted = { bytes: shorter.bytes, turns: one.result.turns };
  // What was read before may have to be read again: that is no going round in circles.
  one.seen = one.seen.map((turn) => ({ ...turn, calls: '' }));
}
