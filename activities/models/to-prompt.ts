// Stored messages in the form of the SDK's language-model interface. We stay on that layer, under `generateText`:
// what stands above it interprets answers, and an answer must be booked and stored before anything is interpreted.
// Each part is made anew with its fields in one order, so that the same conversation has the same bytes whoever made it.
import type { LanguageModelV3Message, LanguageModelV3Prompt, SharedV3ProviderOptions } from '@ai-sdk/provider';
import type { AssistantModelMessage, ModelMessage, ToolModelMessage, UserModelMessage } from 'ai';

type AssistantContent = Extract<LanguageModelV3Message, { role: 'assistant' }>['content'];
type UserContent = Extract<LanguageModelV3Message, { role: 'user' }>['content'];
type ToolContent = Extract<LanguageModelV3Message, { role: 'tool' }>['content'];

export function toPrompt(messages: readonly ModelMessage[]): LanguageModelV3Prompt {
  return messages.map(toPromptMessage);
}

function toPromptMessage(message: ModelMessage): LanguageModelV3Message {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return { role: 'user', content: userContent(message) };
    case 'assistant':
      return { role: 'assistant', content: assistantContent(message) };
    case 'tool':
      return { role: 'tool', content: toolContent(message) };
  }
}

function userContent(message: UserModelMessage): UserContent {
  if (typeof message.content === 'string') return [{ type: 'text', text: message.content }];
  return message.content.map((part) => {
    if (part.type !== 'text') throw unexpectedPart(message.role, part.type);
    return { type: part.type, text: part.text, ...extraOf(part) };
  });
}

function assistantContent(message: AssistantModelMessage): AssistantContent {
  if (typeof message.content === 'string') return [{ type: 'text', text: message.content }];
  return message.content.map((part) => {
    if (part.type === 'text' || part.type === 'reasoning') {
      return { type: part.type, text: part.text, ...extraOf(part) };
    }
    if (part.type !== 'tool-call') throw unexpectedPart(message.role, part.type);
    const { type, toolCallId, toolName, input } = part;
    // In the order in which the model wrote them: that is what the provider has in its cache.
    return { type, toolCallId, toolName, input, ...extraOf(part) };
  });
}

function toolContent(message: ToolModelMessage): ToolContent {
  return message.content.map((part) => {
    if (part.type !== 'tool-result') throw unexpectedPart(message.role, part.type);
    const { output } = part;
    if (output.type !== 'text' && output.type !== 'error-text') throw unexpectedPart(message.role, output.type);
    const { type, toolCallId, toolName } = part;
    return { type, toolCallId, toolName, output: { type: output.type, value: output.value }, ...extraOf(part) };
  });
}

/** What the provider wants back with a part, in one order. */
function extraOf({ providerOptions }: { providerOptions?: SharedV3ProviderOptions }) {
  return providerOptions ? { providerOptions: inOrder(providerOptions) } : {};
}

function inOrder<T>(value: T): T {
  if (Array.isArray(value)) return value.map(inOrder) as T;
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, inOrder(inner)])) as T;
}

/** A bug: our conversations hold text, reasoning, tool calls and their results only. */
function unexpectedPart(role: string, type: string): Error {
  return new TypeError(`a ${role} message of a conversation holds a part of type ${type}`);
}
