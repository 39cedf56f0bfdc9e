import { describe, expect, it } from '@jest/globals';
import { DEFAULT_VALIDATOR_TERMS, type ValidatorTerms } from '../../../core/terms.js';
import { detectPlan } from '../../../core/validator/detect/detect-plan.js';

function detect(texts: Record<string, string>, otherFiles: string[] = [], terms: Partial<ValidatorTerms> = {}) {
  const files = [...Object.keys(texts), ...otherFiles];
  return detectPlan({ files, texts }, { ...DEFAULT_VALIDATOR_TERMS, ...terms });
}

function manifest(test: string | null, more: object = {}): string {
  return JSON.stringify({ scripts: test === null ? {} : { test }, ...more });
}

/** Names of the commands that are run, and how each is read. */
function commands(plan: ReturnType<typeof detect>) {
  return plan && [plan, ...(plan.moreTests ?? [])].map(({ name, reportFormat }) => [name, reportFormat]);
}

describe('a repository of several languages', () => {
  const texts = {
    'package.json': manifest('jest', { devDependencies: { jest: '30' } }),
    'pyproject.toml': '[tool.pytest.ini_options]\n[project]\ndependencies = ["attrs"]\n',
    'go.mod': 'module example.com/x\n',
  };
  const plan = detect(texts, ['package-lock.json', 'tests/test_a.py', 'a_test.go']);

  it('is tested in all of them, each read in its own way', () => {
    expect(commands(plan)).toEqual([
      ['npm test', 'jest'],
      ['.venv/bin/python -m pytest -q', 'junit'],
      ['go test ./...', 'gotest'],
    ]);
    expect(plan?.testForPeople).toBe('npm test && .venv/bin/python -m pytest -q && go test ./...');
  });

  it('is set up for all of them, and says how to name one', () => {
    expect(plan?.setup).toMatch(/^npm ci .* && python3 .*python_setup\.py fetch .* && go mod download$/);
    expect(plan?.build).toMatch(/^\{ python3 .*; \} && \{ go test -exec true .*; \}$/);
    expect(plan?.environment).toHaveProperty('GOCACHE');
    expect(plan?.evidence.join('\n')).toContain('name one with --test');
    expect(commands(detect(texts, [], { test: 'npm test' }))).toEqual([['npm test', 'jest']]);
  });

  it('is not tested twice where one script starts the runner of another language', () => {
    const twice = detect({ 'package.json': manifest('python3 -m pytest'), 'pytest.ini': '' }, ['test_a.py']);
    expect(commands(twice)).toEqual([['npm test', 'junit']]);
  });

  it('takes no notice of a stray test of another language, or of a Makefile', () => {
    const stray = detect({ 'package.json': manifest('jest'), Makefile: 'test:\n\ttrue\n' }, ['tools/test_gyp.py']);
    expect(commands(stray)).toEqual([['npm test', 'jest']]);
  });
});

describe('a workspace', () => {
  const members = {
    'packages/a/package.json': manifest('node --test'),
    'packages/b/package.json': manifest('vitest run'),
    'packages/c/package.json': manifest(null),
    'packages/b/node_modules/x/package.json': manifest('jest'),
    'elsewhere/package.json': manifest('jest'),
  };
  const expected = [
    ['cd packages/a && npm test', 'jest'],
    ['cd packages/b && npm test', 'jest'],
  ];

  it.each([
    ['npm, without a script at the top', manifest(null, { workspaces: ['packages/*'] }), ''],
    ['npm', manifest('npm test --workspaces --if-present', { workspaces: ['packages/*'] }), ''],
    ['npm, for short', manifest('npm run test -ws', { workspaces: ['./packages/*/'] }), ''],
    ['yarn', manifest('yarn workspaces run test', { workspaces: { packages: ['packages/**'] } }), ''],
    ['modern yarn', manifest('yarn workspaces foreach -A run test', { workspaces: ['packages/*'] }), ''],
    ['pnpm', manifest('pnpm -r test'), 'packages:\n  # all\n  - "packages/*"\n  - \'!packages/c\'\nother: 1\n'],
    ['pnpm run', manifest('pnpm run --recursive test'), "packages:\n- 'packages/*'\n"],
    ['turbo', manifest('turbo run test', { workspaces: ['packages/*'] }), ''],
    ['nx', manifest('npx nx run-many -t test', { workspaces: ['packages/*'] }), ''],
  ])('of %s is tested member by member, each with its own report', (_what, root, pnpm) => {
    const texts = { ...members, 'package.json': root, ...(pnpm === '' ? {} : { 'pnpm-workspace.yaml': pnpm }) };
    expect(commands(detect(texts))).toEqual(expected);
  });

  it('tells each runner to report, with the words of its own script', () => {
    const plan = detect({ ...members, 'package.json': manifest(null, { workspaces: ['packages/*'] }) });
    expect(plan?.test).toMatch(/^export NODE_OPTIONS=.*; cd packages\/a && npm test$/);
    expect(plan?.moreTests?.[0]?.test).toBe('cd packages/b && npm test -- --run --reporter=json --outputFile={report}');
    expect(plan?.evidence).toContain('packages/b/package.json: scripts.test is "vitest run"');
  });

  it('is tested by the script at the top where that does it in its own way', () => {
    const own = { ...members, 'package.json': manifest('jest --projects packages', { workspaces: ['packages/*'] }) };
    expect(commands(detect(own))).toEqual([['npm test', 'jest']]);
    const chain = { ...own, 'package.json': manifest('npm run build && npm test -ws', { workspaces: ['packages/*'] }) };
    expect(commands(detect(chain))).toEqual([['npm test', 'exitCode']]);
  });

  it('puts no name of a folder into a command that a shell would take for more than a name', () => {
    const odd = { 'packages/a;touch x/package.json': manifest('jest') };
    expect(detect({ ...odd, 'package.json': manifest(null, { workspaces: ['packages/*'] }) })).toBeNull();
  });
});

describe('projects below the top', () => {
  it('are named where they are not run', () => {
    const plan = detect({ 'package.json': manifest('jest') }, ['backend/pyproject.toml', 'test/fixtures/x/go.mod']);
    expect(plan?.evidence).toContain(
      'not run: backend/pyproject.toml; a test command of your own can run them too (cd FOLDER && ...)',
    );
  });

  it('are no others where they are tested from the top', () => {
    const plan = detect({ 'pom.xml': '' }, ['core/pom.xml', 'core/src/test/java/ATest.java']);
    expect(plan?.evidence.join()).not.toContain('not run');
  });
});

describe('commands of build tools', () => {
  it.each([
    [
      'cargo',
      { 'Cargo.toml': '' },
      'cargo',
      /^\{ cargo test --no-fail-fast --message-format=\S+ --offline; \} > \{report\} 2>&1;/,
    ],
    [
      'Maven',
      { 'pom.xml': '' },
      'junit',
      /java_reports\.sh clear; \{ mvn .* test -fae; \}; code=\$\?; .* gather \{report\}/,
    ],
    ['Gradle', { 'build.gradle.kts': '' }, 'junit', /\{ gradle .*--offline test --continue; \}/],
  ])('of %s report test by test', (_what, texts, format, command) => {
    expect(detect(texts)).toMatchObject({ reportFormat: format, test: expect.stringMatching(command) });
  });

  it('use the wrapper that a Gradle project brings', () => {
    expect(detect({}, ['settings.gradle', 'gradlew'])?.testForPeople).toBe('./gradlew test');
  });

  it.each(['cargo test -q', 'cargo test -- --nocapture', 'cargo build', 'cargo test --message-format=json'])(
    'are left alone where the results could not be read: %s',
    (test) => expect(detect({}, [], { test })).toMatchObject({ test, reportFormat: 'exitCode' }),
  );
});
