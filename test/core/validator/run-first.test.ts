import { describe, expect, it } from '@jest/globals';
import { loadedFiles, startedFiles } from '../../../core/validator/run-first.js';

const TRACKED = new Set([
  'scripts/run.js',
  'scripts/check.sh',
  'tools/before.mjs',
  'tools/setup.ts',
  'support/plugin.py',
  'src/index.js',
  'manage.py',
]);

describe('files that run before the tests', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['npm test', { test: 'node --no-warnings scripts/run.js --all' }, ['scripts/run.js']],
    [
      'npm run unit',
      { unit: 'npm run prepare:all && jest', 'prepare:all': 'bash ./scripts/check.sh' },
      ['scripts/check.sh'],
    ],
    ['npm test', { pretest: './scripts/check.sh', test: 'jest', build: 'node scripts/run.js' }, ['scripts/check.sh']],
    ['npm test', { test: 'node --import ./tools/before.mjs --test' }, ['tools/before.mjs']],
    ['npm test', { test: 'node --import ./tools/before.mjs scripts/run.js' }, ['scripts/run.js', 'tools/before.mjs']],
    ['npm test', { test: 'mocha -r tools/setup test' }, ['tools/setup.ts']],
    ['python manage.py test', {}, ['manage.py']],
    ['python3 -m pytest -p support.plugin', {}, ['support/plugin.py']],
    ['jest src/index.js', {}, []],
    ['node ../elsewhere/run.js', {}, []],
  ])('are named by "%s" with %j', (command, scripts, files) => {
    expect(startedFiles([command], scripts, TRACKED)).toEqual(files);
  });

  it.each([
    ['jest.config.js', "module.exports = { setupFilesAfterEnv: ['<rootDir>/tools/setup.ts'], roots: ['src'] };"],
    ['jest.config.json', '{"globalSetup": "./tools/setup"}'],
    ['vitest.config.ts', "import setup from './tools/setup';\nexport default {};"],
    ['.mocharc.yml', 'spec: test\nrequire:\n  - ./tools/setup.ts\n'],
    ['tools/jest.config.js', "module.exports = { reporters: ['default', './setup.ts'] };"],
  ])('are named by %s: %s', (path, text) => {
    expect(loadedFiles([{ path, text }], TRACKED)).toEqual(['tools/setup.ts']);
  });

  it('are named by plugins of a conftest.py, and not by what else stands in settings', () => {
    const conftest = 'pytest_plugins = [\n    "support.plugin",\n]\n';
    expect(loadedFiles([{ path: 'conftest.py', text: conftest }], TRACKED)).toEqual(['support/plugin.py']);
    const covers = "module.exports = { collectCoverageFrom: ['src/index.js'] };";
    expect(loadedFiles([{ path: 'jest.config.js', text: covers }], TRACKED)).toEqual([]);
  });
});
