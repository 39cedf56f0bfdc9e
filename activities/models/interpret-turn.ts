// Reads a turn out of a recorded answer: the message that goes into the conversation, or why it is of no use.
import type { AssistantModelMessage } from 'ai';
import type { Unusable } from '../../core/model-activities.js';
import type { Answer, AnswerPart } from './answer.js';
import { oneLine } from './one-line.js';
import { tellingInput } from './telling-input.js';

type ToolCall = Extract<AnswerPart, { type: 'tool-call' }>;

export type Turn = { ok: true; message: AssistantModelMessage; said: string; toolCalls: number } | Unusable;

const SAID_CHARS_MAX = 150;

export function interpretTurn(answer: Answer): Turn {
  const unusable = unusableAnswer(answer);
  if (unusable) return unusable;
  const calls = answer.parts.filter((part) => part.type === 'tool-call');
  const text = textOf(answer);
  if (calls.length === 0 && answer.finish === 'length') {
    return {
      ok: false,
      reason: 'invalidAnswer',
      message: 'the answer was cut at the output limit before it called a tool',
    };
  }
  if (calls.length === 0 && text === '') {
    return { ok: false, reason: 'emptyAnswer', message: 'the answer holds neither text nor a tool call' };
  }
  return {
    ok: true,
    message: { role: 'assistant', content: answer.parts.filter((part) => !isBlank(part)).map(toMessagePart) },
    said: oneLine(calls[0] ? whatItRuns(calls[0], calls.length) : text, SAID_CHARS_MAX),
    toolCalls: calls.length,
  };
}

/** What makes an answer useless whatever was asked for; null when it can be read. */
export function unusableAnswer(answer: Answer): Unusable | null {
  if (answer.unreadable !== null) return { ok: false, reason: 'invalidAnswer', message: answer.unreadable };
  if (answer.finish !== 'content-filter') return null;
  return {
    ok: false,
    reason: 'refused',
    message: oneLine(`the provider refused to answer: ${textOf(answer)}`, SAID_CHARS_MAX),
  };
}

export function textOf(answer: Answer): string {
  return answer.parts
    .flatMap((part) => (part.type === 'text' ? [part.text] : []))
    .join('')
    .trim();
}

function toMessagePart(part: AnswerPart) {
  return part.type === 'tool-call' ? { ...part, input: toolInput(part) } : part;
}

/**
 * Arguments as an object, which every provider takes back on the next turn. Where they are no JSON object they stand
 * in `unparsable`: no tool knows that field, so the tool's own check answers the model with what is wrong.
 */
function toolInput(call: ToolCall): Record<string, unknown> {
  return parseObject(call.input) ?? { unparsable: call.input };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Providers refuse blank texts in a request, though they send them. */
function isBlank(part: AnswerPart): boolean {
  return part.type === 'text' && part.text.trim() === '';
}

function whatItRuns(call: ToolCall, calls: number): string {
  const telling = tellingInput(parseObject(call.input));
  const more = calls > 1 ? ` (and ${calls - 1} more)` : '';
  return `${call.toolName}${telling === '' ? '' : `: ${telling}`}`.slice(0, SAID_CHARS_MAX - more.length) + more;
}
