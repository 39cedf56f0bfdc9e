// package.json is neither the base's nor the candidate's: all that decides how tests run and what is installed comes
// from the base; what describes the package to its users may be the candidate's, and so may scripts that nothing calls.

import { parseManifest, serializeManifest } from './manifest-text.js';
import { mergeEntries } from './merge-entries.js';

/** Fields that a candidate may change. Every other field is the base's, those that we do not know included. */
const CANDIDATE_FIELDS: ReadonlySet<string> = new Set([
  'author',
  'bin',
  'browser',
  'bugs',
  'contributors',
  'description',
  'exports',
  'files',
  'funding',
  'homepage',
  'keywords',
  'license',
  'main',
  'module',
  'sideEffects',
  'types',
  'typesVersions',
  'typings',
  'version',
]);

export interface MergedManifest {
  text: string;
  /** Fields of the base that the candidate had changed and that were put back; `*` when it is no JSON object. */
  restored: string[];
}

/** Field by field; the base's own bytes when nothing of the candidate remains. */
export function mergeManifest(base: string, candidate: string): MergedManifest {
  const baseFields = parseManifest(base);
  const candidateFields = parseManifest(candidate);
  // A base that is no object has nothing to merge into, and an unreadable candidate nothing to take over.
  if (!baseFields || !candidateFields) return { text: base, restored: base === candidate ? [] : ['*'] };
  const merged = new Map<string, unknown>();
  for (const [field, value] of baseFields) {
    if (!CANDIDATE_FIELDS.has(field)) merged.set(field, mergeEntries(field, value, candidateFields.get(field)));
    else if (candidateFields.has(field)) merged.set(field, candidateFields.get(field));
  }
  for (const [field, value] of candidateFields) {
    const added = baseFields.has(field) ? undefined : mergeEntries(field, undefined, value);
    if (CANDIDATE_FIELDS.has(field)) merged.set(field, value);
    else if (added !== undefined) merged.set(field, added);
  }
  const text = sameFields(merged, baseFields) ? base : serializeManifest(merged, base);
  return { text, restored: restoredFields(merged, baseFields, candidateFields) };
}

function restoredFields(
  merged: ReadonlyMap<string, unknown>,
  base: ReadonlyMap<string, unknown>,
  candidate: ReadonlyMap<string, unknown>,
): string[] {
  const fields = new Set([...base.keys(), ...candidate.keys()]);
  return [...fields].filter(
    (field) => !CANDIDATE_FIELDS.has(field) && !sameValue(merged.get(field), candidate.get(field)),
  );
}

/** Whatever the order of their entries. */
function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

function sameFields(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return JSON.stringify([...a]) === JSON.stringify([...b]);
}
