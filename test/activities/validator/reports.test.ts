import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseReport } from '../../../activities/validator/reports/parse-report.js';
import { numberDuplicates } from '../../../core/validator/test-id.js';
import type { ReportFormat } from '../../../core/validator.js';

type Format = Exclude<ReportFormat, 'exitCode'>;

function recorded(file: string): string {
  return readFileSync(new URL(`../../fixtures/reports/${file}`, import.meta.url), 'utf8');
}

/** Statuses by test id. */
async function statuses(format: Format, text: string): Promise<Record<string, string>> {
  const report = await parseReport(format, text);
  if (!report.ok) throw new Error(report.problem);
  return Object.fromEntries(numberDuplicates(report.tests).map((test) => [test.id, test.status]));
}

function kinds(file: string): Record<string, string> {
  return {
    [`${file} > outer > inner > works`]: 'passed',
    [`${file} > outer > inner > works (2)`]: 'passed',
    [`${file} > outer > inner > later`]: 'skipped',
    [`${file} > outer > inner > some day`]: 'todo',
    [`${file} > outer > inner > fails & <breaks>`]: 'failed',
  };
}

describe('reports as real runners write them', () => {
  it('jest: tests by file, suites and name, and a file that does not load', async () => {
    expect(await statuses('jest', recorded('jest.json'))).toEqual({
      ...kinds('kinds.test.js'),
      'broken.test.js': 'failed',
    });
  });

  it('vitest', async () => {
    const { 'kinds.test.js > outer > inner > works (2)': _, ...expected } = kinds('kinds.test.js');
    expect(await statuses('jest', recorded('vitest.json'))).toEqual({ ...expected, 'broken.test.js': 'failed' });
  });

  it("node:test through the validator's reporter: an early exit names no test", async () => {
    expect(await statuses('jest', recorded('node-test.json'))).toEqual({
      ...kinds('kinds.test.mjs'),
      'kinds.test.mjs > top': 'passed',
      'kinds.test.mjs > top > child': 'passed',
      'broken.test.mjs': 'failed',
    });
  });

  it('node:test in its own JUnit and TAP, without files', async () => {
    const expected = { 'outer > inner > works': 'passed', 'outer > inner > some day': 'todo', 'top > child': 'passed' };
    expect(await statuses('junit', recorded('node-test.xml'))).toMatchObject(expected);
    expect(await statuses('tap', recorded('node-test.tap'))).toMatchObject(expected);
    expect((await statuses('tap', recorded('node-test.tap')))['outer > inner > fails & <breaks>']).toBe('failed');
  });

  it("node:test's TAP: no name changes with what was printed before, nor with how other tests of a suite end", async () => {
    const quiet = 'TAP version 13\n# Subtest: a\nok 1 - a\n1..1\n';
    const loud = quiet.replace('# Subtest', '# loading\n# Subtest');
    expect(await statuses('tap', loud)).toEqual({ a: 'passed' });
    expect(await statuses('tap', quiet)).toEqual({ a: 'passed' });
    const suite = (end: string) =>
      `TAP version 13\n# Subtest: s\n    # Subtest: b\n    ${end} 1 - b\n    1..1\n${end} 1 - s\n1..1\n`;
    expect(await statuses('tap', suite('ok'))).toEqual({ 's > b': 'passed' });
    expect(await statuses('tap', suite('not ok'))).toEqual({ 's > b': 'failed' });
    const broken = suite('ok').replace('\nok 1 - s', '\nnot ok 1 - s');
    expect(await statuses('tap', broken)).toEqual({ 's > b': 'passed', s: 'failed' });
  });

  it("unittest through the validator's runner: a test with failing subtests is one failure", async () => {
    expect(await statuses('jest', recorded('unittest.json'))).toEqual({
      'tests/test_broken.py': 'failed',
      'tests/test_kinds.py > Kinds > test_expected': 'skipped',
      'tests/test_kinds.py > Kinds > test_fails': 'failed',
      'tests/test_kinds.py > Kinds > test_later': 'skipped',
      'tests/test_kinds.py > Kinds > test_subtests': 'failed',
      'tests/test_kinds.py > Kinds > test_works': 'passed',
    });
  });

  it('pytest: classes and parameters, errors of fixtures, files that do not load', async () => {
    expect(await statuses('junit', recorded('pytest.xml'))).toEqual({
      'test_broken.py': 'failed',
      'test_kinds.py > TestOuter > test_works[1]': 'passed',
      'test_kinds.py > TestOuter > test_works[2]': 'passed',
      'test_kinds.py > test_plain': 'failed',
      'test_kinds.py > test_later': 'skipped',
      'test_kinds.py > test_expected': 'expectedFailure',
      'test_kinds.py > test_fixture': 'failed',
    });
  });

  it('mocha', async () => {
    const mocha = await statuses('junit', recorded('mocha-xunit.xml'));
    expect(mocha).toMatchObject({
      'kinds.js > outer inner > works (2)': 'passed',
      'kinds.js > outer inner > later': 'skipped',
    });
    expect(mocha['kinds.js > outer inner > fails & <breaks>']).toBe('failed');
  });

  it('tape: assertions under the name of their test', async () => {
    expect(await statuses('tap', recorded('tape.tap'))).toEqual({
      'adds > two': 'passed',
      'adds > two (2)': 'passed',
      'fails > is one': 'failed',
    });
  });

  it('go test: subtests, and a package that does not compile', async () => {
    expect(await statuses('gotest', recorded('go-test.jsonl'))).toEqual({
      'example.com/kinds > TestWorks': 'passed',
      'example.com/kinds > TestWorks/case_one': 'passed',
      'example.com/kinds > TestLater': 'skipped',
      'example.com/kinds > TestFails': 'failed',
      'example.com/kinds/broken': 'failed',
    });
    const report = await parseReport('gotest', recorded('go-test.jsonl'));
    expect(report).toMatchObject({
      tests: expect.arrayContaining([
        expect.objectContaining({ id: 'example.com/kinds/broken', message: expect.stringContaining('missing') }),
      ]),
    });
  });
});

describe('what pytest tells apart', () => {
  let kinds: Record<string, string> = {};
  beforeAll(async () => {
    kinds = await statuses('junit', recorded('pytest-kinds.xml'));
  });

  it('expected failures and skipped tests are no passes, and an expected failure that passes is what it did', async () => {
    expect(kinds).toMatchObject({
      'test_kinds.py > test_expected': 'expectedFailure',
      'test_kinds.py > test_unexpectedly_passes': 'passed',
      'test_kinds.py > test_strictly_expected': 'failed',
      'test_kinds.py > test_later': 'skipped',
    });
  });

  it('a test whose clean-up broke has failed', async () => {
    expect(kinds['test_kinds.py > test_late']).toBe('failed');
  });

  it('parameters are part of the name', async () => {
    const names = Object.keys(kinds).filter((id) => id.includes('test_parameters'));
    expect(names.map((id) => id.replace('test_kinds.py > test_parameters', ''))).toEqual([
      '[value0]',
      '[1.5]',
      '[a b]',
      String.raw`[\xfc/<x>]`,
      String.raw`[\xff]`,
    ]);
  });
});

describe('cargo test, which only prints', () => {
  it('names the source of each test in a workspace, and documentation without its line', async () => {
    expect(await statuses('cargo', recorded('cargo.txt'))).toEqual({
      'a/src/lib.rs > tests::does_not_panic': 'failed',
      'a/src/lib.rs > tests::later': 'skipped',
      'a/src/lib.rs > tests::fails': 'failed',
      'a/src/lib.rs > tests::panics': 'passed',
      'a/src/lib.rs > tests::works': 'passed',
      'a/tests/api.rs > inner::gives_an_error': 'failed',
      'a/tests/api.rs > adds': 'passed',
      'b/src/lib.rs > tests::works': 'passed',
      'a/src/lib.rs > doc test > add': 'passed',
      'a/src/lib.rs > doc test > add (2)': 'passed',
      'a/src/lib.rs > doc test > add (3)': 'skipped',
      'a/src/lib.rs > doc test > add - compile': 'passed',
    });
  });

  it('takes the output of a failing test as its message, whatever that looks like', async () => {
    const report = await parseReport('cargo', recorded('cargo.txt'));
    const message = report.ok ? report.tests.find(({ id }) => id.endsWith('tests::fails'))?.message : '';
    expect(message).toContain('test tests::forged ... ok');
    expect(message).toContain('sum & more');
  });

  it.each([
    ['broke off', 'running 2 tests\ntest a ... ok\n'],
    ['broke off', 'running 1 test\ntest a ... ok\n     Running tests/b.rs (target/debug/deps/b-1)\n'],
    ['do not add up', 'running 1 test\ntest result: ok. 1 passed; 0 failed; 0 ignored;\n'],
    [
      'do not add up',
      'running 1 test\ntest a ... ok\ntest b ... ok\ntest result: ok. 2 passed; 0 failed; 0 ignored;\n',
    ],
    ['do not add up', 'running 1 test\ntest a ... ok\ntest result: FAILED. 0 passed; 1 failed; 0 ignored;\n'],
    ['do not compile', 'error[E0425]: no such\nerror: could not compile `a` (lib test) due to 1 previous error\n'],
    ['holds no results', 'all is well\n'],
  ])('%s: %j', async (problem, text) => {
    expect(await parseReport('cargo', text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });
});

describe('Maven and Gradle', () => {
  const file = 'src/test/java/com/example/SumsTest.java';

  it('Surefire: parameters and inner classes, under the source that the helper found', async () => {
    expect(await statuses('junit', recorded('maven.xml'))).toEqual({
      [`${file} > breaks`]: 'failed',
      [`${file} > isPositive(int)[1]`]: 'failed',
      [`${file} > isPositive(int)[2]`]: 'passed',
      [`${file} > fails`]: 'failed',
      [`${file} > later`]: 'skipped',
      [`${file} > works`]: 'passed',
      [`${file} > Inner > works`]: 'passed',
    });
  });

  it('Gradle', async () => {
    expect(await statuses('junit', recorded('gradle.xml'))).toEqual({
      [`app/${file} > works()`]: 'passed',
      [`app/${file} > [1] 1`]: 'passed',
      [`app/${file} > fails()`]: 'failed',
      [`app/${file} > later()`]: 'skipped',
    });
  });
});

describe('tap', () => {
  it('names the file, nested tests and assertions', async () => {
    expect(await statuses('tap', recorded('tap.tap'))).toEqual({
      'test/a.test.js > outer > adds': 'passed',
      'test/a.test.js > outer > inner > fine': 'passed',
      'test/a.test.js > later': 'skipped',
      'test/a.test.js > some day': 'todo',
    });
  });
});

describe('reports that cannot be believed', () => {
  it.each<[Format, string]>([
    ['jest', ''],
    ['jest', '{"testResults": "none"}'],
    ['jest', '{"wasInterrupted": true, "testResults": []}'],
    ['junit', '<testsuite><testcase name="a">'],
    ['junit', 'all good'],
    ['junit', '<html></html>'],
    ['junit', '<!DOCTYPE x [<!ENTITY a "b">]><testsuite name="x"><testcase name="&a;"/></testsuite>'],
    ['tap', 'TAP version 13\nok 1 a\n'],
    ['tap', 'TAP version 13\n1..3\nok 1 a\n'],
    ['tap', 'TAP version 13\n1..2\nok 1 a\nBail out! no database\n'],
    ['gotest', 'ok everything'],
  ])('%s: %j', async (format, text) => {
    expect(await parseReport(format, text)).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/report|interrupted/),
    });
  });

  it('a test that began and never ended has failed', async () => {
    expect(await statuses('gotest', '{"Action":"run","Package":"p","Test":"TestA"}\n')).toEqual({
      'p > TestA': 'failed',
    });
  });

  it('a status that nobody knows is no pass', async () => {
    const text = JSON.stringify({
      testResults: [{ name: '/w/a.js', assertionResults: [{ title: 'x', status: 'wonderful' }] }],
    });
    expect(await statuses('jest', text)).toEqual({ 'a.js > x': 'failed' });
  });
});
