// Whole answers as the streams of events that providers make of them, so that a script is written once and served
// either way.

type Fields = Record<string, unknown>;

interface Completion {
  choices?: { message: Fields & { tool_calls?: Fields[] }; finish_reason: string }[];
  usage?: Fields;
}

interface Message extends Fields {
  type: 'message';
  content: Fields[];
  stop_reason: string;
  usage: Fields;
}

/** One event of a stream; Anthropic and OpenAI's responses name theirs. */
export function event(data: unknown, name?: string): string {
  return `${name ? `event: ${name}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** The events of an answer, or null when it is of no protocol that is known here. */
export function asEvents(body: unknown): string[] | null {
  if (typeof body !== 'object' || body === null) return null;
  if ('choices' in body) return chatEvents(body as Completion);
  return 'type' in body && body.type === 'message' ? anthropicEvents(body as Message) : null;
}

function chatEvents({ choices = [], usage, ...rest }: Completion): string[] {
  const chunk = (fields: Fields) => event({ ...rest, object: 'chat.completion.chunk', ...fields });
  const deltas = choices.flatMap(({ message, finish_reason }) => {
    const { tool_calls: calls = [], content, ...shown } = message;
    const texts = halves(content).map((text) => ({ content: text }));
    const pieces = calls.flatMap((call, index) => callPieces(call, index));
    const said = [shown, ...texts, ...pieces].map((delta) => ({
      index: 0,
      delta,
      finish_reason: null as string | null,
    }));
    return [...said, { index: 0, delta: {}, finish_reason }];
  });
  const chunks = deltas.map((choice) => chunk({ choices: [choice] }));
  return [...chunks, ...(usage ? [chunk({ choices: [], usage })] : []), event('[DONE]')];
}

/** The name first and the arguments in pieces, as they are generated. */
function callPieces(call: Fields, index: number): Fields[] {
  const { name, arguments: args } = call['function'] as { name: string; arguments: string };
  const head = { index, id: call['id'], type: 'function', function: { name, arguments: '' } };
  return [
    { tool_calls: [head] },
    ...halves(args).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ];
}

export function anthropicEvents({ content, stop_reason, usage, ...message }: Message): string[] {
  const started = { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } };
  return [
    event({ type: 'message_start', message: started }, 'message_start'),
    event({ type: 'ping' }, 'ping'),
    ...content.flatMap(blockEvents),
    event(
      {
        type: 'message_delta',
        delta: { stop_reason, stop_sequence: null },
        usage: { output_tokens: usage['output_tokens'] },
      },
      'message_delta',
    ),
    event({ type: 'message_stop' }, 'message_stop'),
  ];
}

function blockEvents(block: Fields, index: number): string[] {
  const delta = (fields: Fields) => event({ type: 'content_block_delta', index, delta: fields }, 'content_block_delta');
  return [
    event({ type: 'content_block_start', index, content_block: emptied(block) }, 'content_block_start'),
    ...deltasOf(block).map(delta),
    event({ type: 'content_block_stop', index }, 'content_block_stop'),
  ];
}

function emptied(block: Fields): Fields {
  if (block['type'] === 'tool_use') return { ...block, input: {} };
  return block['type'] === 'thinking' ? { type: 'thinking', thinking: '', signature: '' } : { ...block, text: '' };
}

function deltasOf(block: Fields): Fields[] {
  if (block['type'] === 'tool_use') {
    return halves(JSON.stringify(block['input'])).map((piece) => ({ type: 'input_json_delta', partial_json: piece }));
  }
  if (block['type'] !== 'thinking') return halves(block['text']).map((text) => ({ type: 'text_delta', text }));
  const thought = halves(block['thinking']).map((thinking) => ({ type: 'thinking_delta', thinking }));
  return [...thought, { type: 'signature_delta', signature: block['signature'] }];
}

function halves(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  const middle = Math.floor(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((piece) => piece !== '');
}
