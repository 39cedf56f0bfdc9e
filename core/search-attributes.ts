// The search attributes of a run: what Temporal's lists can be filtered and sorted by. The server must know them before
// a workflow sets one, else that workflow stands still.

/** Names, with the types as Temporal's SDK spells them. */
export const SEARCH_ATTRIBUTES = {
  Repo: 'KEYWORD',
  Stage: 'KEYWORD',
  Outcome: 'KEYWORD',
  IssueNumber: 'INT',
  SpentUsd: 'DOUBLE',
  BudgetUsd: 'DOUBLE',
} as const satisfies Record<string, 'KEYWORD' | 'INT' | 'DOUBLE'>;
