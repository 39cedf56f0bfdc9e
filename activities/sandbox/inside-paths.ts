// Without a sandbox there is no /w and there are no mounts: where a command or its environment names an inside path,
// the host path that stands for it is put in its place.

export interface PathPair {
  inside: string;
  host: string;
}

/** The character before or after a path that shows that it is only part of a longer name. */
const NAME_CHARACTER = '[A-Za-z0-9_.~-]';

/** Replaces each inside path that stands as a whole path, or as the beginning of one, longest first. */
export function toHostPaths(text: string, pairs: readonly PathPair[]): string {
  if (pairs.length === 0) return text;
  const byInside = new Map(pairs.map((pair) => [pair.inside, pair.host]));
  const longestFirst = [...byInside.keys()].sort((a, b) => b.length - a.length);
  const anyOf = longestFirst.map((path) => path.replace(/[^A-Za-z0-9/]/g, '\\$&')).join('|');
  const pattern = new RegExp(`(?<!${NAME_CHARACTER}|/)(?:${anyOf})(?!${NAME_CHARACTER})`, 'g');
  return text.replace(pattern, (inside) => byInside.get(inside) ?? inside);
}
