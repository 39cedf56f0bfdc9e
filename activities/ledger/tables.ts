// The ledger's tables as Kysely sees them. Names carry units; texts of any length are artifacts, named by their SHA-256.
import type { ResultState } from '../../core/activities.js';
import type { CallState } from './ledger.js';

export interface LedgerTables {
  artifacts: ArtifactsTable;
  calls: CallsTable;
  specs: SpecsTable;
  candidates: CandidatesTable;
  verdicts: VerdictsTable;
  baselines: BaselinesTable;
  outcomes: OutcomesTable;
  forge_cursors: ForgeCursorsTable;
  forge_commands: ForgeCommandsTable;
}

export interface ArtifactsTable {
  /** Of the plain text in UTF-8. */
  sha256: string;
  /** Of the plain text in UTF-8. */
  bytes: number;
  preview: string;
  /** The text, compressed. Writing wants a `Uint8Array`; reading gives one on PostgreSQL, an `ArrayBuffer` on SQLite. */
  content_deflate: ArrayBuffer | Uint8Array;
  stored_at_ms: number;
}

export interface TokenColumns {
  input_tokens: number;
  cached_input_tokens: number;
  cache_write_tokens: number;
  output_tokens: number;
}

/** One row for each attempt at a journaled call. Charge and tokens are 0 until it is settled. */
export interface CallsTable extends TokenColumns {
  key: string;
  attempt: number;
  request_sha256: string;
  state: CallState;
  model: string;
  purpose: string;
  worst_micro_usd: number;
  /** Input and output together; 0 in rows that are older than the column. */
  worst_tokens: number;
  charged_micro_usd: number;
  /** Of the first settled attempt of a key and request; null in all others. */
  answer_sha256: string | null;
  void_reason: string | null;
  /** Why the provider's figures were not believed; null while or where they are. */
  usage_doubt: string | null;
  started_at_ms: number;
  ended_at_ms: number | null;
}

export interface SpecsTable {
  deliver_id: string;
  generation: number;
  run: string;
  title: string;
  source: string;
  spec_sha256: string;
  repository_url: string;
  repository_name: string;
  budget_micro_usd: number;
  spent_micro_usd: number;
  outcome: string;
  branch: string | null;
  commit_id: string | null;
  receipt_markdown_sha256: string | null;
  receipt_json_sha256: string | null;
  started_at_ms: number;
  /** Null while the run goes on. */
  ended_at_ms: number | null;
}

export interface CandidatesTable extends TokenColumns {
  deliver_id: string;
  generation: number;
  key: string;
  task_id: string;
  generator: string;
  move: string;
  parent_key: string | null;
  commit_id: string;
  ended_by: string;
  note: string;
  turns: number;
  charged_micro_usd: number;
  duration_ms: number;
  /** A `Verdict` in JSON; null until it was judged. */
  verdict_json: string | null;
  /** 1 or 0, and the score in [0,1]: drawn out of the verdict for queries. */
  passed: number | null;
  score: number | null;
}

export interface VerdictsTable {
  cache_key: string;
  passed: number;
  score: number;
  /** A `Verdict` in JSON. */
  verdict_json: string;
  judged_at_ms: number;
}

export interface BaselinesTable {
  cache_key: string;
  /** A `BaselineOk` in JSON. */
  baseline_json: string;
  run_at_ms: number;
}

/** What became of the pull request of one generation of a run; the last word stands. */
export interface OutcomesTable {
  deliver_id: string;
  generation: number;
  pull_request_url: string;
  pull_request_number: number;
  state: ResultState;
  /** Who merged or closed it, where that is known. */
  decided_by: string | null;
  seen_at_ms: number;
}

/** How far something on the forge was read. */
export interface ForgeCursorsTable {
  place: string;
  since_ms: number;
  etag: string | null;
  /** What was read at or after that moment: when it last changed, by its number. */
  seen_json: string;
}

/** Comments whose command was answered; an edit makes another text, and so another row. */
export interface ForgeCommandsTable {
  repository: string;
  comment_id: number;
  text_sha256: string;
  answered_at_ms: number;
}
