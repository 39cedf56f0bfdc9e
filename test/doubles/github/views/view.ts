// What all views share: the type of an answer's object, ids as GraphQL has them, links.
export type Json = Record<string, unknown>;

/** The id that GraphQL knows a thing by. */
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${id}`;
}

/** `{name_url: base + path}` for many. */
export function links(base: string, paths: Record<string, string>): Json {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [`${name}_url`, `${base}${path}`]));
}
