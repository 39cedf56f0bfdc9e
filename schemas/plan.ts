// The plan as a model writes it. What we ask for is strict, what we take is lenient: a left-out list is an empty one,
// an id is brought into the form that core/plan.ts wants. Whether the plan can be worked on is decided there.
import { z } from 'zod';
import type { Plan, Task } from '../core/plan.js';
import { toJsonSchema } from './json-schema.js';

const TASK_ID_CHARS_MAX = 40;
const TITLE_CHARS_MAX = 200;

/** What the model is asked for: every field named and required, as providers' strict modes want it. */
export const planAnswerSchema = toJsonSchema(
  z.strictObject({
    summary: z.string().describe('One sentence on how the work is split.'),
    tasks: z.array(
      z.strictObject({
        id: z.string().describe('Lower-case letters, digits and hyphens, unique in the plan.'),
        title: z.string().describe('A short imperative sentence.'),
        description: z.string().describe('What to do, for somebody who reads the spec beside it.'),
        dependsOn: z.array(z.string()).describe('Ids of tasks that must be done before; empty when there are none.'),
        paths: z.array(z.string()).describe('Files that it will probably touch.'),
        acceptance: z.array(z.string()).describe('What must be observably true when it is done.'),
      }),
    ),
  }),
);

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? '').trim());

const list = z
  .union([z.array(z.union([z.string(), z.number()])), z.string()])
  .nullish()
  .transform((value) => [value ?? []].flat().map((item) => String(item).trim()))
  .transform((items) => items.filter((item) => item !== ''));

const task = z
  .object({ id: text, title: text, description: text, dependsOn: list, paths: list, acceptance: list })
  .transform((value): Task => {
    const title = oneLine(value.title) || oneLine(value.description) || value.id;
    return { ...value, title, id: taskId(value.id || title), dependsOn: [...new Set(value.dependsOn.map(taskId))] };
  });

export const planSchema = z.object({
  summary: text,
  tasks: z.array(task),
}) satisfies z.ZodType<Plan>;

/** A name in the form of a task id; the same name gives the same id, so that references still fit. */
function taskId(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, TASK_ID_CHARS_MAX)
    .replace(/-+$/, '');
}

/** Titles stand on a line of their own in prompts, branches' trailers and tables. */
function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim().slice(0, TITLE_CHARS_MAX);
}
