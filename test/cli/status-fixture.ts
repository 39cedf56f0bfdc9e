// Statuses and tries with everything in its usual place, for tests that look at one part.
import type { CandidateRecord } from '../../core/candidate.js';
import { NO_USAGE } from '../../core/price.js';
import type { DeliverStatus } from '../../core/status.js';
import type { Verdict } from '../../core/validator.js';

export const STARTED_AT_MS = 1_700_000_000_000;

export function aStatus(change: Partial<DeliverStatus> = {}): DeliverStatus {
  return {
    deliverId: 'deliver/local/abc123/add-a-slug',
    generation: 1,
    title: 'Add a slug function',
    stage: 'generate',
    outcome: 'running',
    paused: null,
    doing: 'try 1 of task whole by anthropic/claude-haiku-4-5',
    tasks: [{ id: 'whole', title: 'Add a slug function', state: 'working' }],
    candidates: [],
    budgetMicroUsd: 5_000_000,
    reservedMicroUsd: 0,
    spentMicroUsd: 0,
    budgetNeededMicroUsd: null,
    branch: null,
    startedAtMs: STARTED_AT_MS,
    ...change,
  };
}

export function aTry(change: Partial<CandidateRecord> = {}): CandidateRecord {
  return {
    key: 'add-a-slug.1/whole/1',
    end: 'finished',
    note: '',
    commit: '1'.repeat(40),
    turns: 12,
    usage: NO_USAGE,
    chargedMicroUsd: 23_400,
    durationMs: 65_000,
    taskId: 'whole',
    generator: 'anthropic/claude-haiku-4-5',
    move: 'generate',
    parent: null,
    verdict: null,
    ...change,
  };
}

export function aVerdict(change: Partial<Verdict> = {}): Verdict {
  return {
    passed: false,
    reason: 'acceptance',
    score: 0.5,
    findings: { sha256: '', bytes: 0, preview: '' },
    findingCount: 1,
    firstFinding: 'slug: keeps digits',
    counts: { total: 4, passed: 2, failed: 2, skipped: 0 },
    acceptancePassed: 1,
    acceptanceTotal: 2,
    tampered: [],
    judgedCommit: '2'.repeat(40),
    log: null,
    durationMs: 1_000,
    cached: false,
    ...change,
  };
}
