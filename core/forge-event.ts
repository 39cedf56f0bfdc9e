// What intake tells a run of its issue and its pull request. Each says how things are, not what has changed: told twice
// or late it does no harm.

export type ForgeEvent =
  /** Something happened to the pull request: look now rather than later. */
  | { kind: 'look' }
  /** The text is not the pinned one any more; `note` shows what changed and how to approve it. Null: it is again. */
  | { kind: 'text'; changed: { sha256: string; note: string } | null }
  /** Whether the label that started it is there. */
  | { kind: 'label'; there: boolean; by: string | null }
  /** Whether the issue is open. */
  | { kind: 'issue'; state: 'open' | 'closed'; by: string | null }
  /** The issue is not where it was: deleted, transferred, made a discussion. */
  | { kind: 'gone'; why: string };
