// A package.json with the base's everything and a candidate's wishes for dependencies: versions and tags of packages in
// the registry, under their own names. Folders, addresses and aliases could put anything in a test runner's place.
import { parseManifest, serializeManifest } from './manifest-text.js';

const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;
/** `^1.2.3`, `>=1 <2 || 3.x`, `latest`: nothing with a colon, a slash or an at sign. */
const PLAIN_VERSION = /^[\w.+^~<>=|*\s-]*$/;

/** The base's own bytes when no wish remains. */
export function mergeDependencies(base: string, candidate: string): string {
  const [baseFields, candidateFields] = [parseManifest(base), parseManifest(candidate)];
  if (!baseFields || !candidateFields) return base;
  const merged = new Map(baseFields);
  let changed = false;
  for (const field of DEPENDENCY_FIELDS) {
    const [before, wished] = [asRecord(baseFields.get(field)), asRecord(candidateFields.get(field))];
    if (wished === null || before === null || same(before, wished) || !arePlain(wished, before)) continue;
    merged.set(field, wished);
    changed = true;
  }
  return changed ? serializeManifest(merged, base) : base;
}

/** True when the two ask for other dependencies, whether or not that may count. */
export function asksForOtherDependencies(base: string, candidate: string): boolean {
  const [before, after] = [parseManifest(base), parseManifest(candidate)];
  if (!before || !after) return false;
  return DEPENDENCY_FIELDS.some((field) => JSON.stringify(before.get(field)) !== JSON.stringify(after.get(field)));
}

/** What the base says itself may stay as it is, whatever it is. */
function arePlain(wished: Record<string, unknown>, before: Record<string, unknown>): boolean {
  return Object.entries(wished).every(
    ([name, version]) => version === before[name] || (typeof version === 'string' && PLAIN_VERSION.test(version)),
  );
}

function same(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

/** An absent field asks for nothing; null for what is no object at all. */
function asRecord(value: unknown): Record<string, unknown> | null {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value));
}
