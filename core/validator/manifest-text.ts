// package.json as a text: read field by field, and written again so that only what was changed looks different.

/** Fields in their order; null for what is no JSON object. */
export function parseManifest(text: string): Map<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return new Map(Object.entries(value));
  } catch {
    return null;
  }
}

/** JSON in the base's own indentation and line ending. */
export function serializeManifest(fields: ReadonlyMap<string, unknown>, base: string): string {
  const indent = /^\{\r?\n([ \t]+)/.exec(base)?.[1] ?? 2;
  const text = JSON.stringify(Object.fromEntries(fields), null, indent);
  return base.endsWith('\n') ? `${text}\n` : text;
}
