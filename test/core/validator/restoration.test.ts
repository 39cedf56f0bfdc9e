import { describe, expect, it } from '@jest/globals';
import { pathMatcher } from '../../../activities/validator/path-matcher.js';
import { planRestoration } from '../../../core/validator/plan-restoration.js';
import { MANIFEST_GLOB, PROTECTED_GLOBS, TEST_GLOBS } from '../../../core/validator/protected-globs.js';
import { isReserved } from '../../../core/validator/reserved-names.js';

const isProtected = pathMatcher(PROTECTED_GLOBS);

function plan(path: string, status: string, mayChange: string[] = []) {
  return planRestoration([{ path, status }], {
    isOpened: pathMatcher(mayChange),
    isProtected,
    isReserved,
    isTest: pathMatcher(TEST_GLOBS),
    isManifest: pathMatcher([MANIFEST_GLOB]),
  });
}

describe('what a candidate may not change', () => {
  it.each([
    ...[
      'test/a.js',
      'src/__tests__/a.ts',
      'pkg/a_test.go',
      'a.spec.tsx',
      'tests/conftest.py',
      'x/__snapshots__/a.snap',
    ],
    ...['jest.config.mjs', 'setupTests.ts', 'jest/setup.js', '.mocharc.yml', '.npmrc', '.env.test', 'tsconfig.json'],
    ...['sitecustomize.py', 'evil.pth', 'evil.egg-info/entry_points.txt', 'x-1.dist-info/METADATA', 'pyproject.toml'],
    ...['Makefile', 'crates/a/build.rs', 'crates/a/.cargo/config.toml', 'go.mod', 'node_modules/jest/index.js'],
    ...['.github/workflows/ci.yml', 'nightshift.yml', '.gitattributes', 'package-lock.json', 'nx.json'],
    ...[
      'node_modules',
      'lib/.venv',
      '.pnp.cjs',
      '.yarn/releases/yarn-4.cjs',
      'jsconfig.json',
      'src/__fixtures__/a.json',
    ],
  ])('decides how tests run: %s', (path) => {
    expect(isProtected(path)).toBe(true);
  });

  it.each([
    'src/index.js',
    'packaging/rpm.spec',
    'lib/test-result.js',
    'src/environment.ts',
    'json/parse.go',
    'README.md',
    'src/setup.ts',
  ])('is its own: %s', (path) => {
    expect(plan(path, 'A').own).toEqual([path]);
  });

  it.each([
    ...['pytest.py', 'unittest/__init__.py', 'src/json.py', '_pytest/main.py', 'jest/index.js', 'mocha.js'],
    ...['pytest', 'json', '_strptime.py', 'packaging/__init__.py'],
  ])('may not be added where it would stand before a runner or a library: %s', (path) => {
    expect(plan(path, 'A').remove).toEqual([path]);
  });

  it('is its own where the base has it already, or where it lies in a package', () => {
    expect(plan('calendar.py', 'M').own).toEqual(['calendar.py']);
    expect(plan('shop/calendar.py', 'A').own).toEqual(['shop/calendar.py']);
  });

  it('is opened by a person, and told apart then', () => {
    expect(plan('test/a.js', 'M', ['test/a.js'])).toMatchObject({
      own: ['test/a.js'],
      opened: ['test/a.js'],
      restore: [],
    });
    expect(plan('src/a.js', 'M', ['**'])).toMatchObject({ own: ['src/a.js'], opened: [] });
    expect(plan('test/b.js', 'D', ['test/a.js'])).toMatchObject({ own: [], opened: [], restore: ['test/b.js'] });
  });
});
