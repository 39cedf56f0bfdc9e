// Prompts are Markdown files beside this one with `{{name}}` where a value goes. They are strict: a value that the
// file does not use, or a place without a value, is a bug and throws.
import { existsSync, readFileSync } from 'node:fs';
import type { PromptVariant } from '../../core/generator.js';

export type PromptName =
  | 'system'
  | 'plan'
  | 'build'
  | 'repair'
  | 'repair-continued'
  | 'review'
  | 'tests-system'
  | 'tests';

const PLACE = /\{\{(\w+)\}\}/g;

/**
 * The prompt with its values. Places inside values are left alone: they are somebody's text. A variant has files of its
 * own where it differs (`system.terse.md`).
 */
export function renderPrompt(
  name: PromptName,
  values: Record<string, string>,
  variant: PromptVariant = 'standard',
): string {
  const template = readFileSync(fileOf(name, variant), 'utf8').trimEnd();
  const places = new Set([...template.matchAll(PLACE)].map((match) => match[1]));
  for (const value of Object.keys(values)) {
    if (!places.has(value)) throw new Error(`prompt ${name}.md has no place {{${value}}}`);
  }
  return template.replace(PLACE, (_, place: string) => {
    const value = values[place];
    if (value === undefined) throw new Error(`prompt ${name}.md wants a value for {{${place}}}`);
    return value;
  });
}

function fileOf(name: PromptName, variant: PromptVariant): URL {
  const own = new URL(`./prompts/${name}.${variant}.md`, import.meta.url);
  return existsSync(own) ? own : new URL(`./prompts/${name}.md`, import.meta.url);
}
