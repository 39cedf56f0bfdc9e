// Inputs of the tools that a model may call: what it is told, and what is checked before anything is run.
import { z } from 'zod';
import { utf8Bytes } from '../core/clamp.js';
import {
  BASH_COMMAND_BYTES_MAX,
  BASH_TIMEOUT_SECONDS,
  BASH_TIMEOUT_SECONDS_MAX,
  type BashInput,
  type EditInput,
} from '../core/tools.js';

export const bashInput = z.strictObject({
  command: z
    .string()
    .min(1)
    .refine((command) => utf8Bytes(command) <= BASH_COMMAND_BYTES_MAX, {
      error: `at most ${BASH_COMMAND_BYTES_MAX} bytes; write long files in several steps`,
    }),
  timeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(BASH_TIMEOUT_SECONDS_MAX)
    .optional()
    .describe(`${BASH_TIMEOUT_SECONDS} when absent`),
}) satisfies z.ZodType<BashInput>;

export const editInput = z.strictObject({
  path: z.string().min(1),
  oldText: z.string().describe('Occurs exactly once, white space included; empty to create a file'),
  newText: z.string(),
}) satisfies z.ZodType<EditInput>;

export type ToolInput<T> = { ok: true; input: T } | { ok: false; problem: string };

/** The input of a call, or what is wrong with it in one line for each problem. */
export function readToolInput<T>(schema: z.ZodType<T>, input: unknown): ToolInput<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ok: true, input: parsed.data };
  return { ok: false, problem: z.prettifyError(parsed.error) };
}
