// Stored messages in the form of the SDK's language-model interface. We stay on that layer, under `generateText`:
// what stands above it interprets answers, and an answer must be booked and stored before anything is interpreted.
import type { LanguageModelV3Message, LanguageModelV3Prompt } from '@ai-sdk/provider';
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
    return part;
  });
}

function assistantContent(message: AssistantModelMessage): AssistantContent {
  if (typeof message.content === 'string') return [{ type: 'text', text: message.content }];
  return message.content.map((part) => {
    if (part.type !== 'text' && part.type !== 'reasoning' && part.type !== 'tool-call') {
      throw unexpectedPart(message.role, part.type);
    }
    return part;
  });
}

function toolContent(message: ToolModelMessage): ToolContent {
  return message.content.map((part) => {
    if (part.type !== 'tool-result') throw unexpectedPart(message.role, part.type);
    const { output } = part;
    if (output.type !== 'text' && output.type !== 'error-text') throw unexpectedPart(message.role, output.type);
    return { ...part, output };
  });
}

/** A bug: our conversations hold text, reasoning, tool calls and their results only. */
function unexpectedPart(role: string, type: string): Error {
  return new TypeError(`a ${role} message of a conversation holds a part of type ${type}`);
}
