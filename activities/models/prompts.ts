// Prompts are Markdown files beside this one with `{{name}}` where a value goes. They are strict: a value that the
// file does not use, or a place without a value, is a bug and throws.
import { readFileSync } from 'node:fs';

export type PromptName = 'system' | 'plan' | 'build' | 'repair' | 'tests-system' | 'tests';

const PLACE = /\{\{(\w+)\}\}/g;

/** The prompt with its values. Places inside values are left alone: they are somebody's text. */
export function renderPrompt(name: PromptName, values: Record<string, string>): string {
  const template = readFileSync(new URL(`./prompts/${name}.md`, import.meta.url), 'utf8').trimEnd();
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
