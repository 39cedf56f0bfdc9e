// The JSON Schema of a zod schema, in the dialect that providers take.
import type { JSONSchema7 } from '@ai-sdk/provider';
import { z } from 'zod';

export function toJsonSchema(schema: z.ZodType): JSONSchema7 {
  // A copy as plain JSON: what zod returns carries more than the schema, and must not reach a request's hash.
  const { $schema: _dialect, ...plain } = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7' })));
  return plain;
}
