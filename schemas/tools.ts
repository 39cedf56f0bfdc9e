// Inputs of the tools that a model may call: what it is told, and what is checked before anything is run.
import { z } from 'zod';

export const bashInput = z.strictObject({
  command: z.string().min(1).describe('Run by `sh -c` in /w.'),
  timeoutSeconds: z.number().int().positive().optional().describe('Stops the command after so long.'),
});

export const editInput = z.strictObject({
  path: z.string().min(1).describe('A file under /w.'),
  oldText: z.string().min(1).describe('Text that occurs exactly once in the file, white space included.'),
  newText: z.string().describe('What stands there afterwards.'),
});
