// What `cargo test` and the test programs that it starts print: cargo's own messages name the programs and their sources,
// libtest's lines the tests. A program whose lines do not add up to its own sum broke off, or was talked over.
import { relativeToTree, testId } from '../../../core/validator/test-id.js';
import type { ParsedReport } from '../../../core/validator/to-test-run.js';
import type { TestResult, TestStatus } from '../../../core/validator.js';
import { cargoArtifact } from '../../../schemas/reports.js';
import { REPORT_TESTS_MAX, TOO_MANY_TESTS } from './limits.js';
import { linesOf, Pauses } from './pauses.js';
import { readJson } from './read-json.js';

const ARTIFACT = '{"reason":"compiler-artifact"';
const RUNNING = /^\s+Running (?:unittests )?(\S.*) \((\S+)\)$/;
const DOC_TESTS = /^\s+Doc-tests (\S+)$/;
const BEGIN = /^running (\d+) tests?$/;
/** Whatever stands behind the comma ends it: a pattern that could still fail there would be tried at each comma. */
const RESULT = /^test (.+?) \.\.\. (ok|FAILED|ignored)(?:, [\s\S]*)?$/;
const END = /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored;/;
const MESSAGE = /^---- (.+?)(?: stdout)? ----$/;
/** `src/lib.rs - add (line 5) - compile`: the line moves with every edit above it and is no part of a name. */
const DOC_TEST_SOURCE = /^\S.*?\.rs(?= - )/;
const DOC_TEST_ITEM = /^ - (.*?) ?\(line (\d+)\)([\s\S]*)$/;
/** Says what is expected of the test, and is printed behind its name. */
const EXPECTATION = / - should panic$/;
const STATUSES: Readonly<Record<string, TestStatus>> = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' };
const MESSAGE_CHARS_MAX = 20_000;
/** Longer lines are what tests printed. */
const LINE_CHARS_MAX = 10_000;
/** Objects and lists in one of cargo's own messages. */
const MESSAGE_PARTS_MAX = 1_000;

interface Printed {
  test: TestResult;
  /** Where a test in documentation stands: those of one item have the same name. Else 0. */
  line: number;
}

/** Results between `running n tests` and their sum. */
interface Group {
  file: string;
  expected: number;
  tests: Printed[];
  /** The tests by the name that libtest prints. */
  byName: Map<string, TestResult>;
  /** True once the results are through and the failures' output follows, in which anything may stand. */
  explaining: boolean;
  /** The test whose output is being read. */
  explained: TestResult | null;
}

interface Reading {
  /** Source files of test programs, by the programs' names. */
  sources: Map<string, string>;
  file: string;
  group: Group | null;
  groups: number;
  tests: TestResult[];
  problem: string;
}

export async function parseCargoReport(text: string): Promise<ParsedReport> {
  const pauses = new Pauses();
  const reading: Reading = { sources: new Map(), file: '', group: null, groups: 0, tests: [], problem: '' };
  for (const line of linesOf(text)) {
    if (pauses.isDue()) await pauses.take();
    take(reading, line.trimEnd());
    if (testsIn(reading) > REPORT_TESTS_MAX) return { ok: false, problem: TOO_MANY_TESTS };
  }
  brokeOff(reading);
  if (reading.problem !== '') return { ok: false, problem: reading.problem };
  if (reading.groups > 0) return { ok: true, tests: reading.tests };
  const compiled = !/^error: could not compile/m.test(text);
  return { ok: false, problem: compiled ? 'the report holds no results of cargo test' : 'the tests do not compile' };
}

function testsIn({ tests, group }: Reading): number {
  return tests.length + (group?.tests.length ?? 0);
}

function take(reading: Reading, line: string): void {
  if (line.startsWith(ARTIFACT)) {
    takeArtifact(reading, line);
    return;
  }
  if (line.length > LINE_CHARS_MAX) return;
  const running = RUNNING.exec(line);
  const docTests = DOC_TESTS.exec(line);
  if (running || docTests) {
    brokeOff(reading);
    const printed = running?.[1] ?? '';
    reading.file = reading.sources.get(baseName(running?.[2] ?? '')) ?? printed;
    return;
  }
  const begin = BEGIN.exec(line);
  if (begin && reading.group?.explaining !== true) {
    brokeOff(reading);
    reading.group = newGroup(reading.file, Number(begin[1]));
    return;
  }
  if (!reading.group) return;
  const end = END.exec(line);
  if (end) endGroup(reading, reading.group, [end[1], end[2], end[3]].map(Number));
  else takeGroupLine(reading.group, line);
}

function newGroup(file: string, expected: number): Group {
  return { file, expected, tests: [], byName: new Map(), explaining: false, explained: null };
}

function takeArtifact({ sources }: Reading, line: string): void {
  const artifact = cargoArtifact.safeParse(readJson(line, MESSAGE_PARTS_MAX)).data;
  if (artifact?.executable) sources.set(baseName(artifact.executable), relativeToTree(artifact.target.src_path));
}

function takeGroupLine(group: Group, line: string): void {
  if (!group.explaining) {
    const [, name, word] = RESULT.exec(line) ?? [];
    if (name !== undefined && word !== undefined) addResult(group, name, STATUSES[word] ?? 'failed');
    group.explaining = line === 'failures:';
    return;
  }
  const named = MESSAGE.exec(line)?.[1];
  if (named !== undefined) group.explained = group.byName.get(named) ?? group.explained;
  else if (line === 'failures:') group.explained = null;
  else if (group.explained) appendMessage(group.explained, line);
}

function addResult(group: Group, printed: string, status: TestStatus): void {
  const name = printed.replace(EXPECTATION, '');
  const [source = ''] = DOC_TEST_SOURCE.exec(name) ?? [];
  const [, item, line, kind] = (source !== '' && DOC_TEST_ITEM.exec(name.slice(source.length))) || [];
  const id = item === undefined ? testId(group.file, name) : testId(source, 'doc test', `${item}${kind}`);
  const test: TestResult = { id, status, message: '' };
  group.tests.push({ test, line: Number(line ?? 0) });
  group.byName.set(name, test);
}

function appendMessage(test: TestResult, line: string): void {
  if (test.message.length < MESSAGE_CHARS_MAX) test.message += `${test.message === '' ? '' : '\n'}${line}`;
}

/** The sum must be that of the lines, or something was said in between that only looked like a result. */
function endGroup(reading: Reading, group: Group, sums: readonly number[]): void {
  const counted = (['passed', 'failed', 'skipped'] as const).map(
    (status) => group.tests.filter(({ test }) => test.status === status).length,
  );
  const adds = group.tests.length === group.expected && counted.every((count, index) => count === sums[index]);
  if (!adds) reading.problem ||= `the results of ${group.file || 'the tests'} do not add up to their sum`;
  // They are printed as they end: those of one name have to come in the same order each time.
  const inOrder = group.tests.sort((a, b) => a.line - b.line);
  for (const { test } of inOrder) reading.tests.push(test);
  reading.groups += 1;
  reading.group = null;
}

function brokeOff(reading: Reading): void {
  if (reading.group) reading.problem ||= `the tests of ${reading.group.file || 'a program'} broke off`;
  reading.group = null;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
