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
