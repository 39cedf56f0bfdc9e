// As much of GraphQL's language as clients of GitHub use: one operation, fields with arguments, aliases, inline
// fragments, variables.

export interface Field {
  name: string;
  /** What it is called in the answer. */
  alias: string;
  args: Record<string, unknown>;
  /** Null: it has none. */
  selection: Selection[] | null;
}
export type Selection = Field | { on: string; selection: Selection[] };

export interface Document {
  kind: 'query' | 'mutation';
  selection: Selection[];
}

export class GraphqlProblem extends Error {
  constructor(
    message: string,
    readonly type: string | null = null,
  ) {
    super(message);
  }
}

const TOKEN = /\s*(?:#[^\n]*\n\s*)*(\.\.\.|[{}()[\]:!$=,@]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[A-Za-z_]\w*)/gy;

export function parseGraphql(text: string, variables: Record<string, unknown>): Document {
  const tokens = [...text.trim().matchAll(TOKEN)].map(([, token]) => token ?? '').filter((token) => token !== ',');
  let at = 0;
  const peek = (): string => tokens[at] ?? '';
  const next = (): string => {
    at += 1;
    return tokens[at - 1] ?? '';
  };
  const expect = (token: string): void => {
    const got = next();
    if (got !== token) throw new GraphqlProblem(`Parse error on "${got}", expected "${token}"`);
  };
  const skipped = (open: string, close: string): void => {
    let depth = 0;
    do {
      const token = next();
      if (token === open) depth += 1;
      if (token === close) depth -= 1;
      if (token === '') throw new GraphqlProblem('Parse error: the document ends too early');
    } while (depth > 0);
  };

  function value(): unknown {
    const token = next();
    if (token === '$') return variables[next()];
    if (token === '[') return items(']', value);
    if (token === '{') return Object.fromEntries(items('}', pair));
    if (token.startsWith('"')) return JSON.parse(token);
    if (/^-?\d/.test(token)) return Number(token);
    const words: Record<string, unknown> = { true: true, false: false, null: null };
    return token in words ? words[token] : token;
  }
  function pair(): [string, unknown] {
    const name = next();
    expect(':');
    return [name, value()];
  }
  function items<T>(close: string, one: () => T): T[] {
    const found: T[] = [];
    while (peek() !== close) {
      if (peek() === '') throw new GraphqlProblem('Parse error: the document ends too early');
      found.push(one());
    }
    next();
    return found;
  }
  function selection(): Selection[] {
    expect('{');
    return items('}', field);
  }
  function field(): Selection {
    if (peek() === '...') {
      next();
      expect('on');
      return { on: next(), selection: selection() };
    }
    const first = next();
    const aliased = peek() === ':';
    if (aliased) next();
    const name = aliased ? next() : first;
    if (!/^\w/.test(name)) throw new GraphqlProblem(`Parse error on "${name}"`);
    let args: Record<string, unknown> = {};
    if (peek() === '(') {
      next();
      args = Object.fromEntries(items(')', pair));
    }
    return { name, alias: first, args, selection: peek() === '{' ? selection() : null };
  }

  const kind = peek() === 'mutation' ? 'mutation' : 'query';
  if (peek() !== '{') {
    if (!/^(query|mutation)$/.test(next())) throw new GraphqlProblem('Parse error: expected an operation');
    if (/^\w/.test(peek())) next();
    if (peek() === '(') skipped('(', ')');
  }
  return { kind, selection: selection() };
}
