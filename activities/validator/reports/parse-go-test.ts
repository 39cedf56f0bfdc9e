// `go test -json`: one event a line. A test that began and never ended failed; a package that failed without a failing
// test did not compile, or died outside its tests.
import { fileOfTest, testId } from '../../../core/validator/test-id.js';
import type { ParsedReport } from '../../../core/validator/to-test-run.js';
import type { TestResult, TestStatus } from '../../../core/validator.js';
import { type GoTestEvent, goTestEvent } from '../../../schemas/reports.js';
import { REPORT_TESTS_MAX, TOO_MANY_TESTS } from './limits.js';
import { linesOf, Pauses } from './pauses.js';
import { readJson } from './read-json.js';

const ENDS: Readonly<Record<string, TestStatus>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };
const OUTPUT_CHARS_MAX = 20_000;
const PLAIN_LINES_MAX = 1_000;
/** Objects and lists in one event. */
const EVENT_PARTS_MAX = 1_000;

interface Seen {
  tests: Map<string, TestResult>;
  /** Output by test id, package or build. */
  output: Map<string, string>;
  failedPackages: GoTestEvent[];
  /** Lines that are no events, such as what compilers of older versions say. */
  plain: string[];
}

export async function parseGoTestReport(text: string): Promise<ParsedReport> {
  const pauses = new Pauses();
  const seen: Seen = { tests: new Map(), output: new Map(), failedPackages: [], plain: [] };
  let events = 0;
  for (const line of linesOf(text)) {
    if (pauses.isDue()) await pauses.take();
    const event = readEvent(line);
    if (event) {
      events += 1;
      take(event, seen);
    } else if (line.trim() !== '' && seen.plain.length < PLAIN_LINES_MAX) {
      seen.plain.push(line);
    }
    if (seen.tests.size > REPORT_TESTS_MAX) return { ok: false, problem: TOO_MANY_TESTS };
  }
  if (events === 0) return { ok: false, problem: 'the report holds no events of go test' };
  const tests = [...seen.tests.values()].map((test) => ({
    ...test,
    message: test.status === 'failed' ? (seen.output.get(test.id) ?? '') : '',
  }));
  return { ok: true, tests: [...tests, ...packageFailures(tests, seen)] };
}

function readEvent(line: string): GoTestEvent | null {
  if (!line.startsWith('{')) return null;
  return goTestEvent.safeParse(readJson(line, EVENT_PARTS_MAX)).data ?? null;
}

function take(event: GoTestEvent, seen: Seen): void {
  const id = event.Test === '' ? event.Package : testId(event.Package, event.Test);
  // What go says about the order of tests (`=== RUN`) is no part of a failure.
  if (event.Action === 'output' && !event.Output.startsWith('=== ')) append(seen.output, id, event.Output);
  else if (event.Action === 'build-output') append(seen.output, event.ImportPath, event.Output);
  else if (event.Test === '') {
    if (event.Action === 'fail') seen.failedPackages.push(event);
  } else if (event.Action === 'run') {
    seen.tests.set(id, { id, status: 'failed', message: '' });
  } else {
    const status = ENDS[event.Action];
    if (status !== undefined) seen.tests.set(id, { id, status, message: '' });
  }
}

function append(output: Map<string, string>, key: string, text: string): void {
  output.set(key, `${output.get(key) ?? ''}${text}`.slice(-OUTPUT_CHARS_MAX));
}

function packageFailures(tests: readonly TestResult[], seen: Seen): TestResult[] {
  const unexplained = seen.failedPackages.filter(
    ({ Package }) => !tests.some((test) => test.status === 'failed' && fileOfTest(test.id) === Package),
  );
  return unexplained.map(({ Package, FailedBuild }) => {
    const parts = [seen.output.get(FailedBuild), seen.output.get(Package), seen.plain.join('\n')];
    return { id: testId(Package), status: 'failed', message: parts.filter(Boolean).join('\n') };
  });
}
