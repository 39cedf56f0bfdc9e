// Values that several configurations share. A schema's message is the end of a sentence: it says what is allowed; the
// key, the value and the file are put before it by read-config.ts.
import { z } from 'zod';
import type { SandboxKind } from '../core/command.js';
import { parseDuration } from '../core/duration.js';
import { parseUsd } from '../core/money.js';
import type { RepairContext } from '../core/repair-context.js';
import {
  type AcceptanceRule,
  BEST_OF_MAX,
  type Gate,
  type Optimize,
  type Strategy,
  TOKENS_MAX,
} from '../core/terms.js';

const PORTFOLIO_MAX = 16;
const COMMAND_CHARS_MAX = 2_000;
const MODEL_NAME = /^[a-z0-9][\w.-]*\/[\w][\w.:/@-]*$/i;
const VARIABLE_NAME = /^[A-Z_][A-Z0-9_]*$/i;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::[0-9]{1,5})?$/i;
/** GitHub takes 50; the labels that say a state have some more behind it. */
const LABEL_CHARS_MAX = 40;
const LABEL = /^[^\s,\p{Cc}](?:[^,\p{Cc}]*[^\s,\p{Cc}])?$/u;
const OWN_NAME = /^[a-z0-9][\w.-]{0,59}$/i;

/** Dollars, as a number or a text such as `$5.00`; gives micro-dollars. */
export const usd = z
  .union([z.number(), z.string()], { error: 'use an amount in dollars, such as 5.00' })
  .transform((value, context) => {
    const parsed = parseUsd(String(value));
    if (parsed.ok) return parsed.microUsd;
    context.addIssue({
      code: 'custom',
      message: 'use an amount above 0 in dollars with at most 6 decimals, such as 5.00',
    });
    return z.NEVER;
  });

/** A duration such as `2h` or `30m`; gives milliseconds. */
export const duration = z.string({ error: 'use a duration such as 2h, 30m or 90s' }).transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: 'use a duration such as 2h, 30m or 90s' });
  return z.NEVER;
});

export function variableName(error: string, isOne: (name: string) => boolean = () => true) {
  return z.string({ error }).refine((name) => VARIABLE_NAME.test(name) && isOne(name), { error });
}

/** A host, with its port where that is not the usual one. */
export function hostName(example: string) {
  return z
    .string({ error: `use a host, such as ${example}` })
    .regex(HOST, { error: `use a host without scheme or path, such as ${example} or localhost:4873` });
}

/** Labels are listed with commas between them. */
export const label = z
  .string({ error: 'use the name of a label, such as nightshift' })
  .refine((name) => LABEL.test(name) && name.length <= LABEL_CHARS_MAX, {
    error: `use the name of a label, at most ${LABEL_CHARS_MAX} characters without a comma, such as nightshift`,
  });

export const optimize = z.enum(['cost', 'balanced', 'speed'], {
  error: 'use cost, balanced or speed',
}) satisfies z.ZodType<Optimize>;

export const strategy = z.enum(['cascade', 'best-of-n'], {
  error: 'use cascade or best-of-n',
}) satisfies z.ZodType<Strategy>;

export const acceptance = z.enum(['write', 'given'], {
  error: 'use write or given',
}) satisfies z.ZodType<AcceptanceRule>;

export const repairContext = z.enum(['cheaper', 'fresh', 'continued'], {
  error: 'use cheaper, fresh or continued',
}) satisfies z.ZodType<RepairContext>;

/** Stages behind which a run waits for a person's word. */
export const gates = z
  .array(z.enum(['plan'], { error: 'use plan' }), { error: 'use a list of stages, such as [plan]' })
  .default([]) satisfies z.ZodType<Gate[]>;

export const sandboxKind = z.enum(['bubblewrap', 'docker', 'none'], {
  error: 'use bubblewrap, docker or none',
}) satisfies z.ZodType<SandboxKind>;

export const flag = z.boolean({ error: 'use true or false' });

export const modelName = z
  .string({ error: 'use a name such as anthropic/claude-haiku-4-5' })
  .regex(MODEL_NAME, { error: 'use provider/model, such as anthropic/claude-haiku-4-5' });

export function isModelName(name: string): boolean {
  return MODEL_NAME.test(name);
}

/** A model, or a name under which the operator gave it settings. */
export const generatorName = z
  .string({ error: 'use a name such as anthropic/claude-haiku-4-5' })
  .refine((name) => isModelName(name) || OWN_NAME.test(name), {
    error:
      'use provider/model, such as anthropic/claude-haiku-4-5, or a name of letters, digits, dots and hyphens that ' +
      'stands under "generators" in the operator\'s config',
  });

export const portfolio = z
  .array(generatorName, { error: 'use a list of names such as [anthropic/claude-haiku-4-5]' })
  .min(1, { error: 'name at least one generator' })
  .max(PORTFOLIO_MAX, { error: `name at most ${PORTFOLIO_MAX} generators` })
  .refine((names) => new Set(names).size === names.length, { error: 'name each generator once' });

export const command = z
  .string({ error: 'use a command, such as npm test' })
  .refine((text) => text.trim() !== '' && text.length <= COMMAND_CHARS_MAX && !text.includes('\0'), {
    error: `use a command of 1 to ${COMMAND_CHARS_MAX} characters, such as npm test`,
  });

export function wholeNumber(min: number, max: number) {
  const error = `use a whole number from ${min} to ${max}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

/** Tries side by side. */
export const bestOf = wholeNumber(2, BEST_OF_MAX);
/** Input and output tokens of one run. */
export const tokenCap = wholeNumber(1, TOKENS_MAX);
