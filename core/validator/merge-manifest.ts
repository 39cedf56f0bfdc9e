// package.json is neither the base's nor the candidate's: all that decides how tests run and what is installed comes
// from the base; what describes the package to its users may be the candidate's.
import { parseManifest, serializeManifest } from './manifest-text.js';

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
    if (!CANDIDATE_FIELDS.has(field)) merged.set(field, value);
    else if (candidateFields.has(field)) merged.set(field, candidateFields.get(field));
  }
  for (const [field, value] of candidateFields) {
    if (CANDIDATE_FIELDS.has(field)) merged.set(field, value);
  }
  const text = sameFields(merged, baseFields) ? base : serializeManifest(merged, base);
  return { text, restored: restoredFields(baseFields, candidateFields) };
}

function restoredFields(base: ReadonlyMap<string, unknown>, candidate: ReadonlyMap<string, unknown>): string[] {
  const fields = new Set([...base.keys(), ...candidate.keys()]);
  return [...fields].filter(
    (field) => !CANDIDATE_FIELDS.has(field) && JSON.stringify(base.get(field)) !== JSON.stringify(candidate.get(field)),
  );
}

function sameFields(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return JSON.stringify([...a]) === JSON.stringify([...b]);
}
