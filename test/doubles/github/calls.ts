// The account of all requests, so that a test can say what one delivered issue costs.

export interface Call {
  method: string;
  /** As GitHub's description has it, with names in braces; `git NAME` for git, `graphql FIELD` for GraphQL. */
  route: string;
  /** With query. */
  path: string;
  /** Whoever asked, null for nobody. */
  login: string | null;
  /** Null while it is not answered, or where the connection broke. */
  status: number | null;
  /** It came with `If-None-Match`. */
  conditional: boolean;
  atMs: number;
}

/** What they come to, a line for each route, the most frequent first. What was not changed cost nothing of the limit. */
export function tally(calls: Call[]): string[] {
  const routes = new Map<string, { asked: number; unchanged: number }>();
  for (const { route, status } of calls) {
    const row = routes.get(route) ?? { asked: 0, unchanged: 0 };
    routes.set(route, { asked: row.asked + 1, unchanged: row.unchanged + Number(status === 304) });
  }
  const rows = [...routes].sort(([, one], [, other]) => other.asked - one.asked);
  return rows.map(
    ([route, { asked, unchanged }]) => `${asked} ${route}${unchanged ? ` (${unchanged} unchanged)` : ''}`,
  );
}
