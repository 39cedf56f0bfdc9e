// The tool calls that a model's message holds, in its order.
import type { ModelMessage } from 'ai';

export interface ToolCall {
  toolCallId: string;
  toolName: string;
  /** As the model gave it: not checked yet. */
  input: unknown;
}

export function toolCallsOf(message: ModelMessage): ToolCall[] {
  if (message.role !== 'assistant' || typeof message.content === 'string') return [];
  return message.content.flatMap((part) =>
    part.type === 'tool-call' ? [{ toolCallId: part.toolCallId, toolName: part.toolName, input: part.input }] : [],
  );
}
