// Tries as receipts and statuses carry them. Each is a few kilobytes with the names in its verdict, and Temporal refuses
// payloads of two megabytes: of those that are long past, only the first names stay.
import type { CandidateRecord } from './candidate.js';
import type { Verdict } from './validator.js';

/** The newest tries, which keep all of their names. */
const WHOLE_MAX = 20;
const NAMES_MAX = 3;
/** Tries of a whole run: with all that is kept of them, less than half of what Temporal takes. */
export const CANDIDATES_IN_RUN_MAX = 200;

/** The newest tries and those that passed as they are, the others with few names. */
export function slimCandidates(candidates: readonly CandidateRecord[]): CandidateRecord[] {
  const wholeFrom = candidates.length - WHOLE_MAX;
  return candidates.map((one, index) =>
    index >= wholeFrom || one.verdict === null || one.verdict.passed
      ? one
      : { ...one, verdict: withFewNames(one.verdict) },
  );
}

function withFewNames(verdict: Verdict): Verdict {
  const { failedAcceptance, opened, flaky, droppedTests, superseded } = verdict;
  return {
    ...verdict,
    tampered: verdict.tampered.slice(0, NAMES_MAX),
    ...(failedAcceptance ? { failedAcceptance: failedAcceptance.slice(0, NAMES_MAX) } : {}),
    ...(opened ? { opened: opened.slice(0, NAMES_MAX) } : {}),
    ...(flaky ? { flaky: flaky.slice(0, NAMES_MAX) } : {}),
    ...(droppedTests ? { droppedTests: droppedTests.slice(0, NAMES_MAX) } : {}),
    ...(superseded ? { superseded: superseded.slice(0, NAMES_MAX) } : {}),
  };
}
