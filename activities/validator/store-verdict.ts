// A judgement made into a verdict: its findings become an artifact, so that histories carry a reference only.
import { type SecretScan, secretFindings } from '../../core/secret.js';
import { countTests } from '../../core/validator/count-tests.js';
import { firstFindingLine } from '../../core/validator/findings.js';
import type { Judgement } from '../../core/validator/verdict.js';
import {
  type CanaryReport,
  FAILED_NAMES_MAX,
  FINDINGS_MAX,
  type Finding,
  type HeldOutCounts,
  type SupersededFailure,
  type Verdict,
  type VerdictReason,
} from '../../core/validator.js';
import type { Artifacts } from '../ledger/ledger.js';

/** What a verdict says beyond the rule's judgement. Empty lists are left out of it. */
export interface VerdictFacts {
  tampered: string[];
  opened: string[];
  judgedCommit: string;
  log: Verdict['log'];
  droppedTests: string[];
  flaky?: string[];
  superseded?: SupersededFailure[];
  canary?: CanaryReport;
  heldOut?: HeldOutCounts;
  testsMs?: number;
}

const PATHS_SHOWN_MAX = 10;
/**
 * A verdict travels in histories, in the status and in the receipt, once for each try: whoever makes five thousand files
 * with long names must not make a payload that Temporal refuses.
 */
const NAMES_MAX = 20;
const NAME_CHARS_MAX = 120;
const FAILED_NAMES_CHARS_MAX = 5_000;

export async function storeVerdict(artifacts: Artifacts, judgement: Judgement, facts: VerdictFacts): Promise<Verdict> {
  const { findings: own, regressions: _inFindings, superseded: _withLeave, failedAcceptance, ...judged } = judgement;
  const findings = judgement.passed || judgement.reason === 'unchanged' ? own : [...own, ...undone(facts.tampered)];
  const failedChars = failedAcceptance.reduce((sum, name) => sum + name.length, 0);
  const fewFailures = failedAcceptance.length <= FAILED_NAMES_MAX && failedChars <= FAILED_NAMES_CHARS_MAX;
  const namesFailures = failedAcceptance.length > 0 && fewFailures;
  const { tampered, droppedTests, opened, flaky = [], superseded = [], ...others } = facts;
  return {
    ...judged,
    ...others,
    tampered: someNames(tampered),
    findings: await artifacts.put(JSON.stringify(findings)),
    findingCount: findings.length,
    firstFinding: firstFindingLine(findings),
    ...(namesFailures ? { failedAcceptance } : {}),
    ...(droppedTests.length > 0 ? { droppedTests: someNames(droppedTests) } : {}),
    ...(opened.length > 0 ? { opened: someNames(opened) } : {}),
    ...(superseded.length > 0 ? { superseded } : {}),
    ...(flaky.length > 0 ? { flaky: someNames(flaky) } : {}),
    durationMs: 0,
    cached: false,
  };
}

/** The first of them, none too long, and how many there are besides. */
export function someNames(names: readonly string[]): string[] {
  const some = names
    .slice(0, NAMES_MAX)
    .map((name) => (name.length > NAME_CHARS_MAX ? `${name.slice(0, NAME_CHARS_MAX)}…` : name));
  return names.length > NAMES_MAX ? [...some, `and ${names.length - NAMES_MAX} more`] : some;
}

/** Without it, whoever has changed a test or a setting to fit the code wonders why that is not so. */
function undone(tampered: readonly string[]): Finding[] {
  if (tampered.length === 0) return [];
  const message =
    `These files decide how the work is judged, so what was changed in them was undone before: ${listed(tampered)}. ` +
    'Of a package.json, only what describes the package to its users counts, and new scripts. Solve the task without them.';
  return [{ kind: 'undone', test: '', message }];
}

/** Nothing is left of what the candidate did, so nothing is run. */
export async function unchangedVerdict(artifacts: Artifacts, commit: string, tampered: string[]): Promise<Verdict> {
  const message =
    tampered.length === 0
      ? 'Nothing was changed. The task is not done by leaving the code as it is.'
      : `Only files that decide how the work is judged were changed (${listed(tampered)}). Such changes are undone ` +
        'before judging; change the code itself.';
  const findings: Finding[] = [{ kind: 'unchanged', test: '', message }];
  return verdictWithoutRun(artifacts, 'unchanged', findings, { commit, tampered });
}

/** What may not leave this machine is not tried out either: the candidate has to take it out first. */
export async function secretVerdict(
  artifacts: Artifacts,
  commit: string,
  secrets: SecretScan,
  tampered: string[],
): Promise<Verdict> {
  const findings = secretFindings(secrets).slice(0, FINDINGS_MAX);
  return verdictWithoutRun(artifacts, 'secret', findings, { commit, tampered });
}

/** Each of the files is named, so that a repair knows where to look. */
export async function conflictVerdict(
  artifacts: Artifacts,
  commit: string,
  paths: readonly string[],
  tampered: string[],
): Promise<Verdict> {
  const findings: Finding[] = paths.slice(0, FINDINGS_MAX).map((path) => ({
    kind: 'conflict',
    test: '',
    message:
      `${path}: the base branch was merged in, and both sides changed the same lines. They stand between the marks ` +
      '<<<<<<< and >>>>>>>. Keep what both sides want, and take the marks out.',
  }));
  return verdictWithoutRun(artifacts, 'conflict', findings, { commit, tampered });
}

function verdictWithoutRun(
  artifacts: Artifacts,
  reason: VerdictReason,
  findings: Finding[],
  { commit, tampered }: { commit: string; tampered: string[] },
): Promise<Verdict> {
  const judgement: Judgement = {
    passed: false,
    reason,
    score: 0,
    findings,
    counts: countTests([]),
    acceptancePassed: 0,
    acceptanceTotal: 0,
    failedAcceptance: [],
    regressions: [],
    superseded: [],
  };
  return storeVerdict(artifacts, judgement, {
    tampered,
    opened: [],
    judgedCommit: commit,
    log: null,
    droppedTests: [],
  });
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, PATHS_SHOWN_MAX).join(', ');
  return paths.length > PATHS_SHOWN_MAX ? `${shown} and ${paths.length - PATHS_SHOWN_MAX} more` : shown;
}
