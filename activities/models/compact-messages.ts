// Makes a conversation shorter without losing what it is about. The task and all that people and the engine said stay;
// output of tools is dropped, the oldest first; turns of long ago become a line each. Pure, so that the same conversation
// gives the same shorter one.
import type { ModelMessage, ToolModelMessage } from 'ai';
import { clampMiddle, utf8Bytes } from '../../core/clamp.js';
import { lastLine } from '../last-line.js';
import { describeTurn } from './describe-turn.js';

/** Answers of the last turns are what the model works with: they stay, however long they are. */
const TURNS_KEPT_WHOLE = 2;
/** Turns before these are told in a line each. */
const TURNS_KEPT = 6;
/** Lines beyond these say nothing that the files do not say themselves. */
const LINES_KEPT = 30;
/** Of a dropped output its end stays: it says how the command ended. */
const END_CHARS_MAX = 200;
/** Long inputs of old calls, such as whole files that were written, are cut to this; the files have the text. */
const OLD_INPUT_BYTES_MAX = 600;

const LINES_HEADING = 'What you did before, in short:';

/** A message of the model with the answers of its tools, and what it was told behind them. */
type Turn = ModelMessage[];

/** The messages with old tool output dropped, until the newest that is left has at most `outputBytesKept` bytes. */
export function compactMessages(messages: readonly ModelMessage[], outputBytesKept: number): ModelMessage[] {
  const { beginning, turns } = split(messages);
  const { first, linesBefore } = takeLines(beginning);
  const whole = turnsKeptWhole(turns, outputBytesKept);
  const old = turns.slice(0, Math.max(0, turns.length - Math.max(TURNS_KEPT, whole)));
  const recent = turns.slice(old.length);
  const lines = [...linesBefore, ...old.map(describeTurn)].slice(-LINES_KEPT);
  return [
    ...first,
    ...(lines.length === 0 ? [] : [linesMessage(lines)]),
    ...old.flat().filter(({ role }) => role === 'user'),
    ...recent.flatMap((turn, index) => (index < recent.length - whole ? shortened(turn) : turn)),
  ];
}

function split(messages: readonly ModelMessage[]): { beginning: ModelMessage[]; turns: Turn[] } {
  const beginning: ModelMessage[] = [];
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.role === 'assistant') turns.push([message]);
    else (turns.at(-1) ?? beginning).push(message);
  }
  return { beginning, turns };
}

/** The lines that an earlier compaction made, apart from the first messages. */
function takeLines(beginning: readonly ModelMessage[]): { first: ModelMessage[]; linesBefore: string[] } {
  const linesBefore: string[] = [];
  const first = beginning.filter(({ role, content }) => {
    if (role !== 'user' || typeof content !== 'string' || !content.startsWith(LINES_HEADING)) return true;
    linesBefore.push(...content.split('\n').slice(1));
    return false;
  });
  return { first, linesBefore };
}

function linesMessage(lines: readonly string[]): ModelMessage {
  return { role: 'user', content: [LINES_HEADING, ...lines].join('\n') };
}

/** How many turns at the end stay as they are. */
function turnsKeptWhole(turns: readonly Turn[], outputBytesKept: number): number {
  let left = outputBytesKept;
  let kept = 0;
  for (const turn of turns.toReversed()) {
    left -= turn.reduce((sum, message) => sum + (message.role === 'tool' ? outputBytes(message) : 0), 0);
    if (left < 0 && kept >= TURNS_KEPT_WHOLE) break;
    kept += 1;
  }
  return kept;
}

function outputBytes(message: ToolModelMessage): number {
  return utf8Bytes(JSON.stringify(message.content));
}

function shortened(turn: Turn): Turn {
  return turn.map((message) => {
    if (message.role === 'tool') return withoutOutput(message);
    return message.role === 'assistant' ? withShortInputs(message) : message;
  });
}

function withoutOutput(message: ToolModelMessage): ToolModelMessage {
  return {
    ...message,
    content: message.content.map((part) => {
      if (part.type !== 'tool-result' || part.output.type !== 'text') return part;
      return { ...part, output: { ...part.output, value: dropped(part.output.value) } };
    }),
  };
}

const DROPPED_BEFORE = /^\[\d+ bytes of old output dropped/;

/** A text that is hardly longer than the line in its place stays; so does what was dropped before. */
function dropped(text: string): string {
  const end = lastLine(text).slice(-END_CHARS_MAX);
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
