// A turn of long ago in one line: what was called and how it ended. Enough to know that it was done, and not to do it again.
import type { ModelMessage } from 'ai';
import { lastLine } from '../last-line.js';
import { toolCallsOf } from '../tool-calls.js';
import { oneLine } from './one-line.js';
import { tellingInput } from './telling-input.js';

const CALL_CHARS_MAX = 80;
const END_CHARS_MAX = 60;

export function describeTurn(turn: readonly ModelMessage[]): string {
  const calls = turn.flatMap(toolCallsOf).map(({ toolName, input }) => `${toolName} ${tellingInput(input)}`);
  const ends = turn.flatMap(endsOf);
  const [call, end] = [oneLine(calls[0] ?? 'no call', CALL_CHARS_MAX), oneLine(ends[0] ?? '', END_CHARS_MAX)];
  return `- ${call}${end === '' ? '' : ` -> ${end}`}`;
}

/** The last line of each answer. */
function endsOf(message: ModelMessage): string[] {
  if (message.role !== 'tool') return [];
  return message.content.flatMap((part) =>
    part.type === 'tool-result' && part.output.type === 'text' ? [lastLine(part.output.value)] : [],
  );
}
