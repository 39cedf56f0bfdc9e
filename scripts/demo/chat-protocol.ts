// As much of the OpenAI chat completions protocol as the scripted model speaks: what it reads of a request, and the
// answers and errors that it sends.

export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  /** Whether the answer is wanted piece by piece. */
  stream: boolean;
}

export interface ChatMessage {
  role: string;
  text: string;
}

/** What the model says in one turn, with the command that it wants to run; null ends its work. */
export interface Turn {
  says: string;
  runs: string | null;
}

export interface TokenCounts {
  inputTokens: number;
  /** The part of the input that was sent before, as a provider with a prompt cache would report it. */
  cachedInputTokens: number;
  outputTokens: number;
}

const CHARS_PER_TOKEN = 4;

export type ReadChatRequest = { ok: true; request: ChatRequest } | { ok: false; problem: string };

/** Reads a request's body; the problem is for the one who sent it. */
export function readChatRequest(body: string): ReadChatRequest {
  const parsed = parseJson(body);
  if (!isRecord(parsed)) return { ok: false, problem: 'the body is not a JSON object' };
  const { model, messages, stream } = parsed;
  if (typeof model !== 'string') return { ok: false, problem: 'the body names no model' };
  if (!Array.isArray(messages) || !messages.every(isRecord)) return { ok: false, problem: 'the body has no messages' };
  return { ok: true, request: { model, messages: messages.map(toMessage), stream: stream === true } };
}

export function completionBody(id: string, model: string, turn: Turn, tokens: TokenCounts): object {
  const message = { role: 'assistant', content: turn.says, ...toolCalls(id, turn) };
  return {
    id,
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message, finish_reason: finishOf(turn) }],
    usage: usageOf(tokens),
  };
}

/** The same answer as a stream: what it says in pieces, then its call, its end and its usage. */
export function completionChunks(id: string, model: string, turn: Turn, tokens: TokenCounts): string[] {
  const chunk = (fields: object) => event({ id, object: 'chat.completion.chunk', model, ...fields });
  const delta = (fields: object) => chunk({ choices: [{ index: 0, delta: fields, finish_reason: null }] });
  const said = turn.says.match(/[\s\S]{1,8}/g) ?? [];
  return [
    delta({ role: 'assistant', content: '' }),
    ...said.map((piece) => delta({ content: piece })),
    ...(turn.runs === null ? [] : [delta(toolCalls(id, turn))]),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: finishOf(turn) }] }),
    chunk({ choices: [], usage: usageOf(tokens) }),
    'data: [DONE]\n\n',
  ];
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function toolCalls(id: string, { runs }: Turn): object {
  if (runs === null) return {};
  const call = { name: 'bash', arguments: JSON.stringify({ command: runs }) };
  return { tool_calls: [{ index: 0, id: `call-${id}`, type: 'function', function: call }] };
}

function finishOf({ runs }: Turn): string {
  return runs === null ? 'stop' : 'tool_calls';
}

function usageOf(tokens: TokenCounts): object {
  return {
    prompt_tokens: tokens.inputTokens,
    completion_tokens: tokens.outputTokens,
    total_tokens: tokens.inputTokens + tokens.outputTokens,
    prompt_tokens_details: { cached_tokens: tokens.cachedInputTokens },
  };
}

export function modelsBody(models: readonly string[]): object {
  return { object: 'list', data: models.map((id) => ({ id, object: 'model', owned_by: 'nightshift-demo' })) };
}

export function errorBody(message: string): object {
  return { error: { message, type: 'invalid_request_error', param: null, code: null } };
}

/** Characters / 4: near enough to what tokenizers give, and always the same. */
export function countTokens(body: string, request: ChatRequest, turn: Turn): TokenCounts {
  const lastAnswer = request.messages.findLastIndex((message) => message.role === 'assistant');
  const sentBefore = request.messages.slice(0, Math.max(0, lastAnswer));
  return {
    inputTokens: Math.ceil(body.length / CHARS_PER_TOKEN),
    cachedInputTokens: Math.floor(charsOf(sentBefore) / CHARS_PER_TOKEN),
    outputTokens: Math.ceil((turn.says.length + JSON.stringify(turn.runs).length) / CHARS_PER_TOKEN),
  };
}

function charsOf(messages: readonly ChatMessage[]): number {
  let chars = 0;
  for (const message of messages) chars += message.text.length;
  return chars;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toMessage(message: Record<string, unknown>): ChatMessage {
  return { role: String(message['role']), text: textOf(message['content']) };
}

/** Content is a text, or a list of parts of which some are texts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const texts = content.filter(isRecord).map((part) => part['text']);
  return texts.filter((text) => typeof text === 'string').join('\n');
}
