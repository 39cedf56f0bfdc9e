import { describe, expect, it } from '@jest/globals';
import { DEFAULT_VALIDATOR_TERMS, type ValidatorTerms } from '../../../core/terms.js';
import { detectPlan } from '../../../core/validator/detect/detect-plan.js';
import { readsOnlyManifests } from '../../../core/validator/detect/reads-only-manifests.js';
import { resolvingSetup } from '../../../core/validator/detect/resolving-setup.js';

const NPM = { 'package.json': JSON.stringify({ scripts: { test: 'jest' }, dependencies: { a: '1' } }) };
const PYTEST = { 'pytest.ini': '' };

function phases(texts: Record<string, string>, otherFiles: string[] = [], terms: Partial<ValidatorTerms> = {}) {
  const plan = detectPlan(
    { files: [...Object.keys(texts), ...otherFiles], texts },
    { ...DEFAULT_VALIDATOR_TERMS, ...terms },
  );
  return plan && [plan.setup, plan.build];
}

describe('the two phases of a setup', () => {
  it.each([
    ['npm', NPM, ['package-lock.json'], /^npm ci/, /npm rebuild/],
    ['pnpm', NPM, ['pnpm-lock.yaml'], /^npx --yes pnpm@9 install --frozen-lockfile/, /^npx --yes pnpm@9 rebuild/],
    ['yarn', NPM, ['yarn.lock'], /^npx --yes yarn@1 install/, /^npm rebuild/],
    ['modern yarn', NPM, ['yarn.lock', '.yarnrc.yml'], /@yarnpkg\/cli-dist@4 install --immutable/, /^npm rebuild/],
    [
      'pip',
      { ...PYTEST, 'requirements.txt': 'six\n' },
      [],
      /fetch pip -r requirements.txt$/,
      /build pip -r requirements.txt$/,
    ],
    [
      'uv',
      { ...PYTEST, 'pyproject.toml': '[dependency-groups]\ndev = []\n' },
      ['uv.lock'],
      /fetch uv --group dev$/,
      /build uv --group dev$/,
    ],
    [
      'poetry',
      { ...PYTEST, 'pyproject.toml': '[tool.poetry.group.test.dependencies]\n' },
      ['poetry.lock'],
      /fetch poetry --with test$/,
      /build poetry --with test$/,
    ],
    ['go', { 'go.mod': 'module x\n' }, [], /^go mod download$/, /^go test -exec true/],
    ['bundler', { Gemfile: '' }, ['spec/a_spec.rb'], /^bundle cache --no-install$/, /^bundle install --local/],
  ])('fetch and then build with %s', (_, texts, files, setup, build) => {
    expect(phases(texts, files)).toEqual([expect.stringMatching(setup), expect.stringMatching(build)]);
  });

  it('are one where nothing is to be built before the tests', () => {
    expect(phases({ 'Cargo.toml': '' }, ['Cargo.lock'])).toEqual(['cargo fetch --locked', undefined]);
    expect(phases({ 'pom.xml': '' })).toEqual([expect.stringMatching(/^mvn /), undefined]);
  });

  it('are one for a command that was given, but for install scripts of packages', () => {
    expect(phases({ 'go.mod': 'module x\n' }, [], { setup: 'make deps' })).toEqual(['make deps', undefined]);
    expect(phases(NPM, [], { setup: 'npm ci && make deps' })).toEqual([
      'npm ci && make deps',
      expect.stringMatching(/npm rebuild/),
    ]);
  });
});

describe('a setup command', () => {
  it.each([
    'npm ci --no-audit --no-fund',
    'npx --yes pnpm@9.1.0 install --frozen-lockfile --ignore-scripts',
    'YARN_NODE_LINKER=node-modules npx --yes @yarnpkg/cli-dist@4 install --immutable',
    'python3 -m venv .venv && .venv/bin/pip install --quiet -r requirements.txt',
    'python3 /nightshift/python_setup.py fetch pip -r dev-requirements.txt -r requirements.txt',
    'go mod download',
    'cargo fetch --locked',
  ])('reads only manifests: %s', (setup) => {
    expect(readsOnlyManifests(setup)).toBe(true);
  });

  it.each([
    './install',
    'npm ci && make deps',
    'npm ci; make deps',
    'npm install ./lib',
    'npm run setup',
    'pip install -e .',
    'pip install .',
    "python3 /nightshift/python_setup.py fetch pip -e '.[test]' pytest",
    'python3 /nightshift/python_setup.py fetch uv',
  ])('may read any file of the tree: %s', (setup) => {
    expect(readsOnlyManifests(setup)).toBe(false);
  });

  it.each([
    ['npm ci --no-audit', 'npm install --no-audit'],
    [
      'npx --yes pnpm@9 install --frozen-lockfile --ignore-scripts',
      'npx --yes pnpm@9 install --no-frozen-lockfile --ignore-scripts',
    ],
    ['npx --yes yarn@1 install --frozen-lockfile --non-interactive', 'npx --yes yarn@1 install --non-interactive'],
    ['npx --yes @yarnpkg/cli-dist@4 install --immutable', 'npx --yes @yarnpkg/cli-dist@4 install --no-immutable'],
    ['pip install -r requirements.txt', 'pip install -r requirements.txt'],
  ])('is told to resolve anew: %s', (setup, resolving) => {
    expect(resolvingSetup(setup)).toBe(resolving);
  });
});

describe('detecting the tests of other languages', () => {
  const test = (texts: Record<string, string>, files: string[] = []) =>
    detectPlan({ files: [...Object.keys(texts), ...files], texts }, DEFAULT_VALIDATOR_TERMS)?.test;

  it('runs what is installed, without a network', () => {
    expect(test({ 'Cargo.toml': '' }, ['Cargo.lock'])).toMatch(/^{ cargo test .*--offline --locked; } > {report}/);
    expect(test({ 'pom.xml': '' })).toMatch(/\{ mvn -B -o -Dstyle.color=never (?:-D[\w.]+=true )+test -fae; \}/);
    expect(test({ Gemfile: '' }, ['spec/a_spec.rb'])).toBe('bundle exec rspec');
    expect(test({ Gemfile: '', Rakefile: 'Rake::TestTask.new\n' })).toBe('bundle exec rake test');
    expect(test({ Gemfile: '' })).toBeUndefined();
  });
});
