import { describe, expect, it } from '@jest/globals';
import { DEFAULT_VALIDATOR_TERMS, type ValidatorTerms } from '../../../core/terms.js';
import { detectPlan } from '../../../core/validator/detect/detect-plan.js';

function detect(texts: Record<string, string>, otherFiles: string[] = [], terms: Partial<ValidatorTerms> = {}) {
  const files = [...Object.keys(texts), ...otherFiles];
  return detectPlan({ files, texts }, { ...DEFAULT_VALIDATOR_TERMS, ...terms });
}

function npm(scripts: Record<string, string>, more: object = {}) {
  return { 'package.json': JSON.stringify({ scripts, ...more }) };
}

function command(texts: Record<string, string>, otherFiles: string[] = []) {
  const plan = detect(texts, otherFiles);
  return plan && [plan.reportFormat, plan.test];
}

const JEST = '--ci --bail=0 --json --outputFile={report}';
const NODE_REPORT = '--test-reporter=/nightshift/node-test-reporter.mjs --test-reporter-destination={report}';
const NODE_OPTIONS = `export NODE_OPTIONS="${NODE_REPORT}";`;
const MOCHA = '--reporter /nightshift/mocha-reporter.cjs --reporter-options output={report}';
const LAST_REPORTER = 'export NODE_OPTIONS="--require=/nightshift/mocha-last-reporter.cjs";';

describe('detecting the tests of a package', () => {
  it.each([
    ['jest', 'jest', `npm test -- ${JEST}`],
    ['node --experimental-vm-modules node_modules/jest/bin/jest.js', 'jest', `npm test -- ${JEST}`],
    ['cross-env CI=1 npx jest --coverage', 'jest', `npm test -- ${JEST}`],
    ['tsc && jest', 'jest', `npm test -- ${JEST}`],
    ['vitest', 'jest', 'npm test -- --run --reporter=json --outputFile={report}'],
    ['mocha "test/**/*.js"', 'jest', `npm test -- ${MOCHA}`],
    ['mocha --reporter spec', 'jest', `${LAST_REPORTER} npm test -- ${MOCHA}`],
    ['nyc _mocha -R dot --bail test/', 'jest', `${LAST_REPORTER} npm test -- ${MOCHA}`],
    ['node --test', 'jest', `${NODE_OPTIONS} npm test`],
    [
      'node --test --test-reporter spec',
      'jest',
      `export NODE_OPTIONS="${NODE_REPORT} --test-reporter-destination=stdout"; npm test`,
    ],
    ['node --import tsx --test test/*.test.ts', 'jest', `${NODE_OPTIONS} npm test`],
    ['ava', 'tap', '{ npm test -- --tap; } > {report}'],
    ['nyc tape test/*.js', 'tap', '{ npm test; } > {report}'],
    ['python3 -m pytest', 'junit', expect.stringContaining('npm test -- --junitxml={report}')],
  ])('reads "%s" test by test', (script, format, expected) => {
    expect(command(npm({ test: script }))).toEqual([format, expected]);
  });

  it.each([
    'jest | tee log',
    'jest || true',
    'jest; echo done',
    'cd packages/a && jest && tsd',
    'npm run build && bash run-tests.sh',
    'node --test --test-reporter=spec --test-reporter-destination=log',
    'node --test --test-reporter=spec --test-reporter=dot',
    'NODE_OPTIONS=--no-warnings node --test',
    'bash run-tests.sh',
    'echo $(jest)',
  ])('runs "%s" as it is and lets the exit code decide', (script) => {
    expect(command(npm({ test: script }))).toEqual(['exitCode', 'npm test']);
  });

  it('follows scripts that run other scripts, with a separator for each', () => {
    expect(command(npm({ test: 'npm run unit', unit: 'jest' }))).toEqual(['jest', `npm test -- -- ${JEST}`]);
    expect(command(npm({ test: 'npm run test' }))).toEqual(['exitCode', 'npm test']);
  });

  it('leaves out scripts around the tests that only check style or supply', () => {
    const scripts = { pretest: 'npm run lint', test: 'jest', posttest: 'npx npm audit' };
    expect(command(npm(scripts))).toEqual(['jest', `npm test --ignore-scripts -- ${JEST}`]);
    expect(command(npm({ pretest: 'tsc', test: 'jest' }))).toEqual(['jest', `npm test -- ${JEST}`]);
  });

  it('takes the placeholder of npm init for no test command', () => {
    expect(detect(npm({ test: 'echo "Error: no test specified" && exit 1' }))).toBeNull();
  });

  it.each([
    [['package-lock.json'], 'npm ci --no-audit --no-fund'],
    [['pnpm-lock.yaml'], 'npx --yes pnpm@9 install --frozen-lockfile --ignore-scripts'],
    [['yarn.lock'], 'npx --yes yarn@1 install --frozen-lockfile --non-interactive --ignore-scripts'],
    [[], 'npm install --no-audit --no-fund --no-package-lock'],
  ])('installs what %j pins', (files, setup) => {
    expect(detect(npm({ test: 'jest' }, { devDependencies: { jest: '30' } }), files)?.setup).toBe(setup);
  });

  it('installs nothing for a package that depends on nothing', () => {
    expect(detect(npm({ test: 'node --test' }), ['package-lock.json'])?.setup).toBeNull();
  });
});

describe('detecting other tests', () => {
  it('runs pytest on what is there when nothing is to be installed', () => {
    const plan = detect({ 'pytest.ini': '[pytest]\n' }, ['tests/test_a.py']);
    expect(plan).toMatchObject({ setup: null, testForPeople: 'python3 -m pytest -q', reportFormat: 'junit' });
  });

  it('makes a virtual environment for requirements', () => {
    const plan = detect({ 'requirements-dev.txt': 'pytest==8\n' }, ['tests/test_a.py']);
    expect(plan?.setup).toBe('python3 /nightshift/python_setup.py fetch pip -r requirements-dev.txt');
    expect(plan?.build).toBe('python3 /nightshift/python_setup.py build pip -r requirements-dev.txt');
    expect(plan?.testForPeople).toBe('.venv/bin/python -m pytest -q');
  });

  it('installs a package with its test extras from where it lies', () => {
    const pyproject = '[project]\ndependencies = ["attrs"]\n[project.optional-dependencies]\ntest = ["pytest"]\n';
    expect(detect({ 'pyproject.toml': pyproject }, ['tests/test_a.py'])?.setup).toContain(
      "python_setup.py fetch pip -e '.[test]' pytest",
    );
  });

  it('runs unittest where the tests are written for it', () => {
    const plan = detect({ 'tests/test_a.py': 'import unittest\n' }, ['tests/__init__.py']);
    expect(plan).toMatchObject({
      testForPeople: 'python3 -m unittest discover -s tests -t .',
      test: 'python3 /nightshift/unittest_report.py {report} discover -s tests -t .',
      reportFormat: 'jest',
    });
  });

  it('runs go test on all packages, from caches that setup fills', () => {
    const plan = detect({ 'go.mod': 'module example.com/x\n' }, ['a_test.go']);
    expect(plan).toMatchObject({ testForPeople: 'go test ./...', reportFormat: 'gotest' });
    expect(plan?.test).toMatch(/go test -json -count=1 \.\/\.\.\.; \} > \{report\}$/);
    expect(plan?.environment).toMatchObject({ GOCACHE: '/w/.go-build' });
  });

  it('falls back to a test target of make, and then gives up', () => {
    expect(detect({ Makefile: 'all:\n\ntest: all\n\ttrue\n' })).toMatchObject({
      test: 'make test',
      reportFormat: 'exitCode',
    });
    expect(detect({ Makefile: 'test := x\n' })).toBeNull();
  });
});

describe('the terms', () => {
  const texts = npm({ test: 'jest' }, { dependencies: { a: '1' } });

  it('go before what is found, part by part', () => {
    expect(detect(texts, [], { setup: 'true' })).toMatchObject({ setup: 'true', testForPeople: 'npm test' });
    expect(detect(texts, [], { test: 'npx jest --bail' })?.test).toBe(`npx jest --bail ${JEST}`);
    expect(detect(texts, [], { report: 'exitCode' })).toMatchObject({ test: 'npm test', reportFormat: 'exitCode' });
  });

  it('name a report that the command writes to the file it is given, or else to its output', () => {
    expect(detect(texts, [], { test: './check --xml {report}' })).toMatchObject({ reportFormat: 'junit' });
    expect(detect(texts, [], { test: './check', report: 'tap' })?.test).toBe('{ ./check; } > {report}');
  });
});
