// JUnit XML in the dialects of pytest, Maven, Gradle, mocha, Node, vitest and their like: suites within suites, with tests
// in them.
import { testId } from '../../../core/validator/test-id.js';
import type { ParsedReport } from '../../../core/validator/to-test-run.js';
import type { TestResult, TestStatus } from '../../../core/validator.js';
import { type JunitPlace, junitId } from './junit-id.js';
import { REPORT_TESTS_MAX } from './limits.js';
import { NotReadable, readXml, type XmlReader } from './read-xml.js';

/** Elements of a test that say why it did not simply pass. */
const OUTCOMES = new Set(['failure', 'error', 'skipped']);
const MESSAGE_CHARS_MAX = 20_000;

type Attributes = Readonly<Record<string, string>>;

interface OpenTest {
  attributes: Attributes;
  status: TestStatus;
  messages: string[];
}

export async function parseJunitReport(text: string): Promise<ParsedReport> {
  const reader = new JunitReader();
  const problem = await readXml(text, reader);
  if (problem !== null) return { ok: false, problem: `the JUnit report ${problem}` };
  if (!reader.isJunit) return { ok: false, problem: 'the report holds no JUnit test suites' };
  return { ok: true, tests: reader.tests };
}

class JunitReader implements XmlReader {
  readonly tests: TestResult[] = [];
  isJunit = false;
  /** The suites around, outermost first. */
  private readonly places: JunitPlace[] = [{ file: '', suites: [] }];
  private test: OpenTest | null = null;
  /** Text of the outcome that is being read; null outside of one. */
  private outcome: string | null = null;

  open(name: string, attributes: Attributes): void {
    if (name === 'testsuites' || name === 'testsuite') this.isJunit = true;
    if (name === 'testsuite') this.openSuite(attributes);
    else if (name === 'testcase') this.test = { attributes, status: statusOf(attributes), messages: [] };
    else if (this.test && OUTCOMES.has(name)) this.openOutcome(this.test, name, attributes);
  }

  text(text: string): void {
    if (this.outcome === null || this.outcome.length > MESSAGE_CHARS_MAX) return;
    this.outcome += text;
  }

  close(name: string): void {
    if (name === 'testsuite') this.places.pop();
    else if (name === 'testcase') this.closeTest();
    else if (this.test && OUTCOMES.has(name)) this.closeOutcome(this.test);
  }

  private openSuite(attributes: Attributes): void {
    const around = this.places.at(-1);
    this.places.push({
      file: attributes['file'] || (around?.file ?? ''),
      suites: [...(around?.suites ?? []), attributes['name'] ?? ''],
    });
  }

  private openOutcome(test: OpenTest, name: string, attributes: Attributes): void {
    if (name !== 'skipped') test.status = 'failed';
    else if (test.status !== 'failed') test.status = skippedStatus(attributes);
    this.outcome = '';
    test.messages.push(attributes['message'] ?? '');
  }

  private closeOutcome(test: OpenTest): void {
    const text = this.outcome?.trim() ?? '';
    const message = test.messages.pop() ?? '';
    test.messages.push(text.includes(message) ? text : `${message}\n${text}`);
    this.outcome = null;
  }

  private closeTest(): void {
    const place = this.places.at(-1);
    if (!this.test || !place) return;
    const { attributes, status, messages } = this.test;
    const message = status === 'failed' ? messages.join('\n').trim() : '';
    this.tests.push({ id: testId(...junitId(attributes, place)), status, message });
    this.test = null;
    if (this.tests.length > REPORT_TESTS_MAX) throw new NotReadable(`names more than ${REPORT_TESTS_MAX} tests`);
  }
}

/** Some write the outcome into an attribute of the test and nowhere else. */
function statusOf(attributes: Attributes): TestStatus {
  const said = attributes['status'] ?? attributes['result'] ?? '';
  if (/^(?:failed|failure|error)$/i.test(said)) return 'failed';
  return /^(?:skipped|disabled|notrun|ignored)$/i.test(said) ? 'skipped' : 'passed';
}

function skippedStatus(attributes: Attributes): TestStatus {
  if (attributes['type'] === 'todo') return 'todo';
  return attributes['type'] === 'pytest.xfail' ? 'expectedFailure' : 'skipped';
}
