// Takes the secrets that this process was given out of texts, whatever encoding they stand in.
import { SECRET_MARK } from '../../core/secret.js';
import { type Range, valueFinder } from './find-values.js';
import { formsOf } from './value-forms.js';

export interface KnownSecrets {
  /** Where they stand; in order, and not overlapping. */
  find(text: string): Range[];
  /** The text without them. */
  redact(text: string): string;
  /** The same in all strings of what JSON can hold; what holds none comes back as it is. */
  redactIn<T>(value: T): T;
  /** The same in a text that may be JSON, which it then still is. */
  redactDocument(text: string): string;
}

export const NO_KNOWN_SECRETS: KnownSecrets = createKnownSecrets([]);

/** Values that stand in the mark itself are left alone. */
export function createKnownSecrets(values: readonly string[]): KnownSecrets {
  const find = valueFinder(values.flatMap(formsOf).filter((form) => !SECRET_MARK.includes(form)));

  function redact(text: string): string {
    const found = find(text);
    return found.length === 0 ? text : replaceRanges(text, found, () => SECRET_MARK);
  }

  function redactIn<T>(value: T): T {
    return mapStrings(value, redact) as T;
  }

  return {
    find,
    redact,
    redactIn,
    redactDocument(text) {
      if (find(text).length === 0) return text;
      const parsed = parsedDocument(text);
      // Replaced in the written form, a mark could take half of an escape with it.
      return parsed === undefined ? redact(text) : JSON.stringify(redactIn(parsed));
    },
  };
}

/** `ranges` are in order and do not overlap. */
export function replaceRanges<T extends Range>(text: string, ranges: readonly T[], mark: (range: T) => string): string {
  let result = '';
  let end = 0;
  for (const range of ranges) {
    result += text.slice(end, range.start) + mark(range);
    end = range.end;
  }
  return result + text.slice(end);
}

/** Lists and plain objects are copied only where something changed; names of fields count. */
function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => mapStrings(item, change));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isPlainObject(value)) return value;
  const before = Object.entries(value);
  const after = before.map(([key, item]) => [change(key), mapStrings(item, change)] as const);
  const changed = after.some(([key, item], index) => key !== before[index]?.[0] || item !== before[index]?.[1]);
  return changed ? Object.fromEntries(after) : value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Of whatever realm: no class stands between it and the end of the chain.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Undefined for what is no list and no object. */
function parsedDocument(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Most texts that begin like JSON are none.
    return undefined;
  }
}
