// Generators of the operator's own: a model with settings, under a name by which portfolios, receipts and the ledger
// know it. So one model can stand in a portfolio several times.
import { z } from 'zod';
import { type GeneratorSettings, PROMPT_VARIANTS, type ReasoningEffort } from '../core/generator.js';
import type { NamedGenerator } from '../core/operator-config.js';
import { generatorName, isModelName, modelName, wholeNumber } from './values.js';

const TEMPERATURE_MAX = 2;
const OUTPUT_TOKENS_MIN = 256;
const OUTPUT_TOKENS_MAX = 200_000;

const temperatureError = `use a number from 0 to ${TEMPERATURE_MAX}`;

const generator = z.strictObject(
  {
    model: modelName.optional(),
    temperature: z
      .number({ error: temperatureError })
      .min(0, { error: temperatureError })
      .max(TEMPERATURE_MAX, { error: temperatureError })
      .optional(),
    reasoningEffort: z
      .enum(['none', 'minimal', 'low', 'medium', 'high', 'max'], {
        error: 'use none, minimal, low, medium, high or max',
      })
      .optional() satisfies z.ZodType<ReasoningEffort | undefined>,
    maxOutputTokens: wholeNumber(OUTPUT_TOKENS_MIN, OUTPUT_TOKENS_MAX).optional(),
    prompts: z.enum(PROMPT_VARIANTS, { error: `use ${PROMPT_VARIANTS.join(' or ')}` }).optional(),
  },
  { error: 'use { model: anthropic/claude-haiku-4-5, temperature: 0.2 }' },
);

/** A name that looks like a model stands for that model, so that nobody reads one name and pays another model. */
export const generators = z
  .record(generatorName, generator, { error: 'use a name and settings for each generator' })
  .default({})
  .superRefine((all, context) => {
    for (const [name, { model }] of Object.entries(all)) {
      if (isModelName(name) && model !== undefined && model !== name) {
        context.addIssue({
          code: 'custom',
          path: [name, 'model'],
          message: `leave it out, or choose a name without a slash for the generator`,
        });
      }
      if (!isModelName(name) && model === undefined) {
        context.addIssue({
          code: 'custom',
          path: [name, 'model'],
          message: 'use provider/model, such as anthropic/claude-haiku-4-5',
        });
      }
    }
  })
  .transform((all): Record<string, NamedGenerator> => {
    return Object.fromEntries(
      Object.entries(all).map(([name, written]) => [
        name,
        { model: written.model ?? name, settings: settingsOf(written) },
      ]),
    );
  });

function settingsOf(written: z.output<typeof generator>): Partial<GeneratorSettings> {
  const { temperature, reasoningEffort, maxOutputTokens, prompts } = written;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(prompts === undefined ? {} : { promptVariant: prompts }),
  };
}
