// The tools as a model sees them. They are carried out by the tools activity, in the sandbox.
import type { LanguageModelV3FunctionTool } from '@ai-sdk/provider';
import { toJsonSchema } from '../../schemas/json-schema.js';
import { bashInput, editInput } from '../../schemas/tools.js';

export const MODEL_TOOLS: LanguageModelV3FunctionTool[] = [
  {
    type: 'function',
    name: 'bash',
    description:
      'Runs a command by bash in /w; answers with its output, its exit code and its time. Each call is a new shell.',
    inputSchema: toJsonSchema(bashInput),
  },
  {
    type: 'function',
    name: 'edit',
    description: 'Replaces one piece of text in a file.',
    inputSchema: toJsonSchema(editInput),
  },
];
