// Which route a request is for. Made once: looking through a thousand routes for each request would be most of its cost.

interface Routed {
  method: string;
  path: string;
}

export interface FoundRoute<T> {
  operation: T;
  params: Record<string, string>;
}

interface Row<T> {
  operation: T;
  pattern: RegExp;
  names: string[];
}

const PARAMETER = /\{([^}]+)\}/g;

export function routeTable<T extends Routed>(operations: T[]): (method: string, path: string) => FoundRoute<T> | null {
  const rows = new Map<string, Row<T>[]>();
  // What has fewer parameters is meant rather than what has more: `/issues/comments` is no issue.
  const ordered = operations.toSorted((one, other) => namesIn(one.path).length - namesIn(other.path).length);
  for (const operation of ordered) {
    const key = keyOf(operation.method, operation.path);
    rows.set(key, [...(rows.get(key) ?? []), rowFor(operation)]);
  }
  return (method, path) => {
    for (const { operation, pattern, names } of rows.get(keyOf(method, path)) ?? []) {
      const values = pattern.exec(path)?.slice(1);
      if (values)
        return { operation, params: Object.fromEntries(names.map((name, at) => [name, decoded(values[at])])) };
    }
    return null;
  };
}

/** Routes of another length are not looked at. */
function keyOf(method: string, path: string): string {
  return `${method.toLowerCase()} ${path.split('/').length}`;
}

function rowFor<T extends Routed>(operation: T): Row<T> {
  const parts = operation.path.split(PARAMETER);
  // Every other part is a parameter's name.
  const source = parts.map((part, at) => (at % 2 === 1 ? '([^/]+)' : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')));
  return { operation, pattern: new RegExp(`^${source.join('')}$`), names: namesIn(operation.path) };
}

function namesIn(path: string): string[] {
  return [...path.matchAll(PARAMETER)].map(([, name]) => name ?? '');
}

function decoded(value = ''): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
