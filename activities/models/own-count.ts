// Our own count of a text's tokens: never more than any tokenizer in use makes of it, and for prose and code at least
// four fifths of what it makes. Tokenizers cut a text at the same places before they look anything up: before words,
// numbers, marks and blanks. So there are at least as many tokens as such pieces, and no table of a vendor is needed.
import type { LanguageModelV3CallOptions, LanguageModelV3Message } from '@ai-sdk/provider';
import type { AnswerPart } from './answer.js';

/** A word with one sign before it and what is joined to it (don't); a number; a run of signs or blanks. */
const PIECE = /[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*|\s?\p{N}+|\s?[^\s\p{L}\p{M}\p{N}]+\s*|\s+/gu;
/** Written without blanks between words, so that a whole sentence is one piece. */
const WITHOUT_BLANKS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** The most characters of a script without blanks that make a token on average; those in use make one of 1 to 2. */
const UNBROKEN_CHARS_PER_TOKEN = 4;
/** Simulated providers count no words, but a token for so many characters of what is sent to them. */
const SIMULATED_CHARS_PER_TOKEN = 4;

/** The fewest tokens that the request can have: its texts alone, without the signs that a protocol puts around them. */
export function leastInputTokens(options: LanguageModelV3CallOptions): number {
  const tools = (options.tools ?? []).flatMap((tool) =>
    tool.type === 'function' ? [tool.name, tool.description ?? ''] : [],
  );
  return leastTokens([...tools, ...options.prompt.flatMap(textsOfMessage)]);
}

/** The fewest tokens that what can be seen of the answer had; what was thought may be shown as another text. */
export function leastOutputTokens(parts: readonly AnswerPart[]): number {
  return leastTokens(parts.flatMap(textsOfPart));
}

export function leastTokens(texts: readonly string[]): number {
  let pieces = 0;
  let unbroken = 0;
  let chars = 0;
  for (const text of texts) {
    chars += text.length;
    pieces += occurrences(text, PIECE);
    unbroken += occurrences(text, WITHOUT_BLANKS);
  }
  const least = Math.max(pieces, Math.floor(unbroken / UNBROKEN_CHARS_PER_TOKEN));
  return Math.min(least, Math.floor(chars / SIMULATED_CHARS_PER_TOKEN));
}

function occurrences(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function textsOfMessage(message: LanguageModelV3Message): string[] {
  if (message.role === 'system') return [message.content];
  return message.content.flatMap((part) => {
    if (part.type === 'text') return [part.text];
    if (part.type === 'tool-call') return [part.toolName, ...leaves(part.input)];
    if (part.type === 'tool-result' && 'value' in part.output) return leaves(part.output.value);
    return [];
  });
}

function textsOfPart(part: AnswerPart): string[] {
  if (part.type === 'text') return [part.text];
  return part.type === 'tool-call' ? [part.toolName, ...leaves(parsed(part.input))] : [];
}

/** Models write arguments in a form of their own, in which the signs of JSON need not stand: only names and values do. */
function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...leaves(inner)]);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
