// The tools as a model sees them. They are carried out by the tools activity, in the sandbox.
import type { LanguageModelV3FunctionTool } from '@ai-sdk/provider';
import { toJsonSchema } from '../../schemas/json-schema.js';
import { bashInput, editInput } from '../../schemas/tools.js';

export const MODEL_TOOLS: LanguageModelV3FunctionTool[] = [
  {
    type: 'function',
    name: 'bash',
    description:
      'Runs a shell command in the sandbox, in /w. Answers with what it wrote and how it ended. Every call starts a ' +
      'new shell: directory and variables are not kept.',
    inputSchema: toJsonSchema(bashInput),
  },
  {
    type: 'function',
    name: 'edit',
    description:
      'Replaces one piece of text in a file; the old text must occur exactly once. An empty old text makes a new file.',
    inputSchema: toJsonSchema(editInput),
  },
];
