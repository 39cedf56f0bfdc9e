// TAP, versions 12 to 14, nested subtests included.
import { type FinalResults, Parser, type Result } from 'tap-parser';
import { testId } from '../../../core/validator/test-id.js';
import type { ParsedReport } from '../../../core/validator/to-test-run.js';
import type { TestResult, TestStatus } from '../../../core/validator.js';
import { REPORT_TESTS_MAX, TOO_MANY_TESTS } from './limits.js';
import { Pauses } from './pauses.js';

/** tape and its like put a test's name into a comment before its assertions, and sums behind the last one. */
const SUMMARY_COMMENT = /^(?:tests|pass|fail|skip|todo|ok|time|failed|duration_ms|suites|cancelled|skipped)\b/;

/** What is read between two pauses. */
const PIECE_CHARS = 32_768;

export async function parseTapReport(text: string): Promise<ParsedReport> {
  if (hasTooManyPoints(text)) return { ok: false, problem: TOO_MANY_TESTS };
  const tests: TestResult[] = [];
  const parser = new Parser({ preserveWhitespace: false });
  collect(parser, [], tests);
  let problem = '';
  parser.on('complete', (results: FinalResults) => {
    const broken = results.failures.find((failure) => 'tapError' in failure && failure.tapError);
    if (results.bailout) problem = `the TAP report bails out: ${results.bailout}`;
    else if (broken) problem = `the TAP report is not whole: ${broken.tapError}`;
  });
  const pauses = new Pauses();
  for (let at = 0; at < text.length; at += PIECE_CHARS) {
    parser.write(text.slice(at, at + PIECE_CHARS));
    await pauses.take();
  }
  parser.end();
  return problem === '' ? { ok: true, tests } : { ok: false, problem };
}

/** Looked at beforehand, since the parser keeps all of them. */
function hasTooManyPoints(text: string): boolean {
  let points = 0;
  for (const _ of text.matchAll(/^[ \t]*(?:not )?ok\b/gm)) {
    points += 1;
    if (points > REPORT_TESTS_MAX) return true;
  }
  return false;
}

function collect(parser: Parser, path: readonly string[], tests: TestResult[]): void {
  let group = '';
  let childStart = 0;
  parser.on('comment', (comment: string) => {
    const name = comment.replace(/^#\s*/, '').trim();
    // A test point announced by its own name is in no group; comments before it are what the tests printed.
    if (name.startsWith('Subtest:')) group = '';
    else if (name !== '' && !SUMMARY_COMMENT.test(name)) group = name;
  });
  parser.on('child', (child: Parser) => {
    group = '';
    childStart = tests.length;
    collect(child, [...path, child.name], tests);
  });
  parser.on('assert', (result: Result) => {
    // The line that closes a subtest repeats what its own lines said, unless it fails while they all pass.
    const explained = tests.slice(childStart).some((test) => test.status === 'failed');
    if (result.closingTestPoint && (result.ok || explained)) return;
    tests.push({ id: testId('', ...path, group, result.name || `assertion ${result.id}`), ...outcome(result) });
  });
}

function outcome(result: Result): { status: TestStatus; message: string } {
  if (result.skip) return { status: 'skipped', message: '' };
  if (result.todo) return { status: 'todo', message: '' };
  if (result.ok) return { status: 'passed', message: '' };
  return { status: 'failed', message: result.diag ? JSON.stringify(result.diag, null, 2) : result.name };
}
