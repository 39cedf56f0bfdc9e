// What providers answer when they are asked for their models: one model or a list, in the form of Anthropic, OpenAI and
// their kin (`id`), or of Google (`name`).
import { z } from 'zod';

const GOOGLE_PREFIX = /^models\//;

const one = z
  .union([z.object({ id: z.string() }), z.object({ name: z.string() })])
  .transform((model) => ('id' in model ? model.id : model.name.replace(GOOGLE_PREFIX, '')));

const answer = z.union([
  z.object({ data: z.array(one) }).transform(({ data }) => data),
  z.object({ models: z.array(one) }).transform(({ models }) => models),
  one.transform((model) => [model]),
]);

/** Names of the models in an answer; null when it is none. */
export function readModelList(input: unknown): string[] | null {
  const read = answer.safeParse(input);
  return read.success ? read.data : null;
}
