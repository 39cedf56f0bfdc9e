// What the ledger keeps of a candidate: its record as columns, with the verdict's main figures drawn out for queries.
import type { CandidateRecord } from '../../core/candidate.js';
import type { CandidatesTable } from './tables.js';
import { toColumns } from './usage-columns.js';

export function candidateColumns(
  candidate: CandidateRecord,
): Omit<CandidatesTable, 'deliver_id' | 'generation' | 'key'> {
  const { verdict } = candidate;
  return {
    task_id: candidate.taskId,
    generator: candidate.generator,
    move: candidate.move,
    parent_key: candidate.parent,
    commit_id: candidate.commit,
    ended_by: candidate.end,
    note: candidate.note,
    turns: candidate.turns,
    ...toColumns(candidate.usage),
    charged_micro_usd: candidate.chargedMicroUsd,
    duration_ms: candidate.durationMs,
    verdict_json: verdict === null ? null : JSON.stringify(verdict),
    passed: verdict === null ? null : Number(verdict.passed),
    score: verdict === null ? null : verdict.score,
  };
}
