import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REPORT_TESTS_MAX } from '../../../activities/validator/reports/limits.js';
import { parseReport } from '../../../activities/validator/reports/parse-report.js';
import { readJson } from '../../../activities/validator/reports/read-json.js';
import { readReportFile } from '../../../activities/validator/reports/read-report-file.js';
import type { ReportFormat } from '../../../core/validator.js';
import { temporaryFolder } from '../workspace/repositories.js';

type Format = Exclude<ReportFormat, 'exitCode'>;

const MEGABYTE = 1024 * 1024;
/** Enough to be read for a while, and little enough for a test. */
const LONG_BYTES = MEGABYTE;
/** How long others may wait, also where every core is busy; heartbeats are missed after 8 s. */
const WAIT_MS_MAX = 3_000;

const suite = (inner: string) => `<testsuite name="s">${inner}</testsuite>`;

function junit(inner: string) {
  return parseReport('junit', suite(inner));
}

describe('XML that untrusted code wrote', () => {
  it('is refused with entities of its own, before any is expanded', async () => {
    const levels = Array.from({ length: 9 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`);
    const bomb = `<?xml version="1.0"?><!DOCTYPE t [<!ENTITY e0 "ha">${levels.join('')}]>${suite('&e9;')}`;
    expect(await parseReport('junit', bomb)).toEqual({ ok: false, problem: 'the JUnit report declares entities' });
    const external = `<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]>${suite('<testcase name="&x;"/>')}`;
    expect(await parseReport('junit', external)).toMatchObject({ ok: false });
  });

  it('may speak of entities in what tests printed', async () => {
    const text = '<testcase name="a"><failure><![CDATA[<!DOCTYPE html> <!ENTITY x>]]></failure></testcase>';
    expect(await junit(text)).toMatchObject({
      ok: true,
      tests: [{ status: 'failed', message: '<!DOCTYPE html> <!ENTITY x>' }],
    });
  });

  it('is read with characters that XML does not allow: runners write them all the same', async () => {
    const text = '<testcase name="a\u001b[1m"><failure message="&#x1B;[31mred&#0;">\u0000no</failure></testcase>';
    expect(await junit(text)).toMatchObject({ ok: true, tests: [{ id: 's > a\ufffd[1m', status: 'failed' }] });
  });

  it.each([
    ['is not well-formed', '<testsuite><testcase name="a"></testsuite>'],
    ['is not well-formed', '<testsuite name=a/>'],
    ['is not well-formed', '<testsuite/><testsuite/>'],
    ['is not well-formed', suite('<testcase name="&unknown;"/>')],
    ['holds no JUnit test suites', '<html><testcase name="a"/></html>'],
  ])('%s: %s', async (problem, text) => {
    expect(await parseReport('junit', text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });

  it('is refused with too many elements in each other', async () => {
    const deep = `${'<testsuite>'.repeat(101)}${'</testsuite>'.repeat(101)}`;
    expect(await parseReport('junit', deep)).toEqual({
      ok: false,
      problem: 'the JUnit report nests more than 100 elements',
    });
  });

  it('takes suites in suites, and tests beside them', async () => {
    const inner = `<testcase name="a"/>${suite('<testcase name="b" classname=""/>')}<testcase name="c" status="failed"/>`;
    expect(await parseReport('junit', `<testsuites>${suite(inner)}</testsuites>`)).toMatchObject({
      tests: [
        { id: 's > a', status: 'passed' },
        { id: 's > s > b', status: 'passed' },
        { id: 's > c', status: 'failed' },
      ],
    });
  });
});

/** The longest time for which nothing else could run, once it is asked. */
function watchWaits(): () => number {
  let last = performance.now();
  let longest = 0;
  const look = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(look, 10);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

describe('a report that would take all memory', () => {
  it.each<[string, Format, string, string, string]>([
    ['tiny tests of XML', 'junit', '<testsuite>', '<testcase/>', '</testsuite>'],
    ['tiny elements of XML', 'junit', '<testsuite>', '<a/>', '</testsuite>'],
    ['tiny objects of JSON', 'jest', '{"testResults":[', '{},', '{}]}'],
    ['tiny tests of JSON', 'jest', '{"testResults":[{"assertionResults":[', '{"title":1},', '{}]}]}'],
    ['numbers for texts', 'jest', '{"testResults":[{"assertionResults":[{"failureMessages":[', '1,', '1]}]}]}'],
    ['tiny lines of TAP', 'tap', 'TAP version 13\n', 'ok\n', '1..1\n'],
    ['events of go', 'gotest', '', '{"Action":"run","Package":"p","Test":"T#"}\n', ''],
    ['lines of cargo', 'cargo', 'running 1 test\n', 'test a ... ok\n', ''],
  ])('is read or refused while others go on: %s', async (_what, format, head, piece, tail) => {
    const text = `${head}${piece.repeat((LONG_BYTES - head.length - tail.length) / piece.length)}${tail}`;
    const longestWait = watchWaits();
    const report = await parseReport(format, text);
    expect(longestWait()).toBeLessThan(WAIT_MS_MAX);
    expect(report.ok ? report.tests.length : 0).toBeLessThanOrEqual(REPORT_TESTS_MAX);
  });

  it('is refused for its number of tests', async () => {
    const text = `TAP version 13\n${'ok\n'.repeat(REPORT_TESTS_MAX + 1)}1..${REPORT_TESTS_MAX + 1}\n`;
    expect(await parseReport('tap', text)).toEqual({ ok: false, problem: 'the report names more than 200000 tests' });
  });

  it('is refused for its number of parts', async () => {
    expect(readJson('[[],[],{}]', 4)).toEqual([[], [], {}]);
    expect(readJson('[[],[],{}]', 3)).toBeUndefined();
  });
});

describe('the file of a report', () => {
  it.each<[string, (path: string) => void, RegExp]>([
    [
      'of 200 MB',
      (path) => {
        writeFileSync(path, '');
        truncateSync(path, 200 * MEGABYTE);
      },
      /has 200 MB, more than the 32 MB/,
    ],
    ['that is a folder', (path) => mkdirSync(path), /is a folder, not a plain file/],
    [
      'that is a pipe',
      (path) => {
        execFileSync('mkfifo', [path]);
      },
      /is a pipe or a device, not a plain file/,
    ],
    ['that is a link', (path) => symlinkSync('/etc/hostname', path), /is a link, not a plain file/],
    ['that nobody wrote', () => undefined, /wrote no report/],
    ['that is empty', (path) => writeFileSync(path, ''), /is empty/],
  ])('%s is not read, and it is said why', async (_what, make, problem) => {
    const path = join(temporaryFolder(), 'report');
    make(path);
    const memoryBefore = process.memoryUsage().rss;
    expect(await readReportFile(path)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
    expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(50 * MEGABYTE);
  });

  it('that is no UTF-8 is read with marks in the place of what is none', async () => {
    const path = join(temporaryFolder(), 'report');
    writeFileSync(path, Buffer.from('<testsuite><testcase name="caf\xe9"/></testsuite>', 'latin1'));
    const file = await readReportFile(path);
    expect(file.ok && (await parseReport('junit', file.text))).toMatchObject({
      tests: [{ id: 'caf\ufffd', status: 'passed' }],
    });
  });
});
