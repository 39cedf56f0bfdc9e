// A run's status as its issue is shown it: the newest tries without the long lists in their verdicts, since a history
// keeps each update.
import type { CandidateRecord } from './candidate.js';
import type { DeliverStatus } from './status.js';

const TRIES_MAX = 20;
const TESTS_MAX = 5;

export function progressStatus(status: DeliverStatus): DeliverStatus {
  const { superseded, candidates } = status;
  return {
    ...status,
    candidates: candidates.slice(-TRIES_MAX).map(withoutLists),
    ...(superseded ? { superseded: superseded.slice(0, TESTS_MAX) } : {}),
  };
}

function withoutLists({ conversation: _, ...candidate }: CandidateRecord): CandidateRecord {
  if (candidate.verdict === null) return candidate;
  const { failedAcceptance, opened, flaky, droppedTests, canary, ...verdict } = candidate.verdict;
  return { ...candidate, verdict: { ...verdict, tampered: [] } };
}
