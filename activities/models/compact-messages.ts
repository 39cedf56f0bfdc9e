// Makes a conversation shorter without losing what it is about: the first messages and all that the model said and asked
// for stay, output of tools is dropped, the oldest first. Pure, so that the same conversation gives the same shorter one.
import type { ModelMessage, ToolModelMessage } from 'ai';
import { clampMiddle, utf8Bytes } from '../../core/clamp.js';

/** Answers of the last turns are what the model works with: they stay, however long they are. */
const TURNS_KEPT_WHOLE = 2;
/** Of a dropped output its end stays: it says how the command ended. */
const END_CHARS_MAX = 200;
/** Long inputs of old calls, such as whole files that were written, are cut to this; the files have the text. */
const OLD_INPUT_BYTES_MAX = 600;

/**
 * The messages with old tool output dropped until the rest of it has at most `outputBytesKept` bytes. Long inputs of
 * calls whose output is dropped are cut as well.
 */
export function compactMessages(messages: readonly ModelMessage[], outputBytesKept: number): ModelMessage[] {
  const firstKept = firstKeptIndex(messages, outputBytesKept);
  return messages.map((message, index) => {
    if (index >= firstKept) return message;
    if (message.role === 'tool') return withoutOutput(message);
    return message.role === 'assistant' ? withShortInputs(message) : message;
  });
}

/** Index of the first message that stays as it is: the newest output that fits, with the call that it answers. */
function firstKeptIndex(messages: readonly ModelMessage[], outputBytesKept: number): number {
  let left = outputBytesKept;
  let turns = 0;
  let firstKept = messages.length;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message?.role !== 'tool') continue;
    left -= outputBytes(message);
    turns += 1;
    if (left < 0 && turns > TURNS_KEPT_WHOLE) break;
    firstKept = index - 1;
  }
  return firstKept;
}

function outputBytes(message: ToolModelMessage): number {
  return utf8Bytes(JSON.stringify(message.content));
}

function withoutOutput(message: ToolModelMessage): ToolModelMessage {
  return {
    ...message,
    content: message.content.map((part) => {
      if (part.type !== 'tool-result' || part.output.type !== 'text') return part;
      return { ...part, output: { ...part.output, value: shortened(part.output.value) } };
    }),
  };
}

const DROPPED_BEFORE = /^\[\d+ bytes of old output dropped/;

/** A text that is hardly longer than the line in its place stays; so does what was dropped before. */
function shortened(text: string): string {
  const end = text.trimEnd().split('\n').at(-1)?.slice(-END_CHARS_MAX) ?? '';
  const line = `[${utf8Bytes(text)} bytes of old output dropped; run it again if you need them]\n${end}`;
  return text.length <= line.length || DROPPED_BEFORE.test(text) ? text : line;
}

type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>;

function withShortInputs(message: AssistantMessage): AssistantMessage {
  if (typeof message.content === 'string') return message;
  return {
    ...message,
    content: message.content.map((part) => (part.type === 'tool-call' ? { ...part, input: cut(part.input) } : part)),
  };
}

function cut(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      typeof value === 'string' ? clampMiddle(value, OLD_INPUT_BYTES_MAX) : value,
    ]),
  );
}
