// What a repair is told: the tests that hold the candidate back, the most useful first. Failing tests carry their
// message; tests that vanished are grouped by file, with what the file itself reported, since they have one cause.
import { FINDINGS_MAX, type Finding, type FindingKind, type TestResult, type TestRun } from '../validator.js';
import { cleanMessage, lastLines } from './clean-message.js';
import { fileOfTest, isWholeFile, UNNAMED_ACCEPTANCE } from './test-id.js';

/** A test that should have passed, with what became of it; null when the run does not name it. */
export interface Shortfall {
  id: string;
  result: TestResult | null;
  /** True when nothing told beforehand that there is such a test. */
  unknown?: boolean;
}

const FIRST_FINDING_CHARS_MAX = 200;
/** Lines of output shown when the run itself is the finding. */
const RUN_OUTPUT_LINES = 30;
const NAMES_SHOWN_MAX = 8;
/** Of all findings together. The first ones are the most useful, and the rest is often the same again. */
const FINDINGS_CHARS_MAX = 12_000;
const UNKNOWN_TEST =
  'The base does not have this test: it is an acceptance test, or one that appeared with what was changed.';

export function findingsOf(
  run: TestRun,
  acceptance: readonly Shortfall[],
  regressions: readonly Shortfall[],
): Finding[] {
  const findings = [
    ...runFindings(run),
    ...failing('acceptance', acceptance),
    ...failing('regression', regressions),
    ...missing(run, [...acceptance, ...regressions]),
  ];
  return withinLimits(findings);
}

function withinLimits(findings: readonly Finding[]): Finding[] {
  let chars = 0;
  return findings.slice(0, FINDINGS_MAX).filter((finding) => {
    chars += finding.test.length + finding.message.length;
    return chars <= FINDINGS_CHARS_MAX;
  });
}

/** The first finding in one line, for people. */
export function firstFindingLine(findings: readonly Finding[]): string {
  const first = findings[0];
  if (!first) return '';
  const line = `${first.test ? `${first.test}: ` : ''}${first.message}`.replace(/\s+/g, ' ');
  return line.length <= FIRST_FINDING_CHARS_MAX ? line : `${line.slice(0, FIRST_FINDING_CHARS_MAX - 1)}…`;
}

function runFindings(run: TestRun): Finding[] {
  if (run.complete) return [];
  const output = lastLines(run.output, RUN_OUTPUT_LINES);
  const message = `The test run is not complete: ${run.problem}.${output ? `\n${output}` : ''}`;
  return [{ kind: 'run', test: '', message: cleanMessage(message) }];
}

function failing(kind: FindingKind, shortfalls: readonly Shortfall[]): Finding[] {
  return shortfalls.flatMap(({ id, result, unknown }) => {
    if (result?.status !== 'failed') return [];
    const message = cleanMessage(result.message) || 'failed';
    return [{ kind, test: id, message: unknown ? cleanMessage(`${UNKNOWN_TEST}\n${message}`) : message }];
  });
}

function missing(run: TestRun, shortfalls: readonly Shortfall[]): Finding[] {
  const byFile = new Map<string, Shortfall[]>();
  for (const shortfall of shortfalls) {
    if (shortfall.result?.status === 'failed') continue;
    const file = fileOfTest(shortfall.id);
    byFile.set(file, [...(byFile.get(file) ?? []), shortfall]);
  }
  return [...byFile].map(([file, absent]) => ({
    kind: 'missing',
    test: absent.length === 1 ? (absent[0]?.id ?? file) : file,
    // The cause stands before the names, since a line for people is cut short.
    message: cleanMessage(`${describeAbsent(absent)}${causeIn(run, file)}${namesOf(absent)}`),
  }));
}

function describeAbsent(absent: readonly Shortfall[]): string {
  if (absent[0]?.id === UNNAMED_ACCEPTANCE)
    return 'They must run and pass, but no test ran that the base does not have.';
  const skipped = absent.filter(({ result }) => result !== null).length;
  const verb = skipped === absent.length ? 'was skipped' : 'did not run';
  if (absent.length === 1) return `This test must pass but ${verb}.`;
  return `${absent.length} tests that must pass did not run or were skipped.`;
}

/** Of several; the name of a single one stands before the message. */
function namesOf(absent: readonly Shortfall[]): string {
  if (absent.length === 1) return '';
  const names = absent.slice(0, NAMES_SHOWN_MAX).map(({ id }) => `\n- ${id}`);
  const more = absent.length > NAMES_SHOWN_MAX ? `\n- and ${absent.length - NAMES_SHOWN_MAX} more` : '';
  return `\nThey are:${names.join('')}${more}`;
}

/** What the run says about a file as a whole, such as the error that kept it from loading. */
function causeIn(run: TestRun, file: string): string {
  const cause = run.tests.find((test) => test.id === file && isWholeFile(test.id) && test.status === 'failed');
  return cause?.message ? `\n${file} failed as a whole:\n${cause.message}` : '';
}
