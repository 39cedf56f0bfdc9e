// A record with the secrets taken out of all its texts, which it stays a record by: in its written form, what looks like
// a secret could reach from one field into the next.
import type { Redactor } from './redactor.js';

/** `value` is plain data. Names of its fields are ours, and stay. */
export async function redactStrings<T>(redactor: Pick<Redactor, 'redactAll'>, value: T): Promise<T> {
  const texts = new Set<string>();
  mapped(value, (text) => {
    texts.add(text);
    return text;
  });
  const before = [...texts];
  const after = await redactor.redactAll(before);
  const clean = new Map(before.map((text, index) => [text, after[index] ?? '']));
  return mapped(value, (text) => clean.get(text) ?? '') as T;
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, change)]));
}
