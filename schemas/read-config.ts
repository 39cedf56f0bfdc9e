// Reads one YAML configuration through its schema. Every problem names the file, the key, the value and what is allowed.
import { closestMatch } from 'leven';
import { type Document, isMap, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

export type ReadConfig<T> = { ok: true; value: T } | { ok: false; problems: string[] };

const VALUE_CHARS_MAX = 80;
const TYPO_DISTANCE_MAX = 3;
/** Keys whose value is the name of a variable: who misreads that writes the secret itself. */
const NAMES_A_SECRET = /env$/i;
const TOKEN = /\b(?:gh[a-z]_\w{16,}|github_pat_\w{16,})|-----BEGIN.*/g;

/** `file` is the name that people know the text by. An empty text is a configuration that says nothing. */
export function readConfig<T>(text: string, file: string, schema: z.ZodType<T>): ReadConfig<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    const reason = (broken.message.split('\n')[0] ?? '').replace(/ at line \d+.*$/, '');
    return { ok: false, problems: [`${file}: line ${line}, column ${col}: not valid YAML: ${reason}`] };
  }
  if (document.contents !== null && !isMap(document.contents)) {
    return { ok: false, problems: [`${file}: use keys and values, such as "budget: 5.00"`] };
  }
  return checkConfig(plainValue(document), file, schema);
}

/** The part of {@link readConfig} after parsing, for values that come from elsewhere. */
export function checkConfig<T>(input: unknown, file: string, schema: z.ZodType<T>): ReadConfig<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue, input, schema));
  return { ok: false, problems: problems.map((problem) => `${file}: ${problem}`) };
}

function plainValue(document: Document.Parsed): unknown {
  return document.toJS() ?? {};
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown, schema: z.ZodType): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], schema));
  if (issue.code === 'invalid_key') return issue.issues.map((one) => `${path.join('.')}: no name; ${one.message}`);
  const value = valueAt(input, issue.path);
  const name = path.join('.') || 'the whole file';
  if (value === undefined) return [`${name} is missing; ${issue.message}`];
  if (NAMES_A_SECRET.test(name)) return [`${name}: what stands there is not allowed; ${issue.message}`];
  return [`${name}: ${shown(value)} is not allowed; ${issue.message}`];
}

function unknownKey(path: string[], schema: z.ZodType): string {
  const known = keysAt(schema, path.slice(0, -1));
  const typed = path.at(-1) ?? '';
  const meant = closestMatch(typed, known, { maxDistance: TYPO_DISTANCE_MAX });
  const hint = meant === undefined ? `known keys: ${known.join(', ')}` : `did you mean "${meant}"?`;
  return `${path.join('.')}: there is no such key; ${hint}`;
}

/** The keys that an object schema knows at a path; through records, lists, pipes and optional parts. */
function keysAt(schema: unknown, path: readonly string[]): string[] {
  const inner = unwrapped(schema);
  const [next, ...rest] = path;
  if (inner instanceof z.ZodRecord && next !== undefined) return keysAt(inner.valueType, rest);
  if (inner instanceof z.ZodArray && next !== undefined) return keysAt(inner.element, rest);
  if (!(inner instanceof z.ZodObject)) return [];
  return next === undefined ? Object.keys(inner.shape) : keysAt(inner.shape[next], rest);
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  return schema;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}

/** The value as it was written, but for what may be a password in an address, and for a token or key that slipped in. */
function shown(value: unknown): string {
  const plain = typeof value === 'number' ? String(value) : JSON.stringify(value);
  const text = plain.replace(/(\/\/)[^/@]*@/g, '$1…@').replace(TOKEN, '…');
  return text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}…` : text;
}
