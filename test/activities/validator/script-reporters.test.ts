import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parseJestReport } from '../../../activities/validator/reports/parse-jest.js';
import { temporaryFolder } from '../workspace/repositories.js';
import { room, usableBaseline } from './room.js';

const LAST_REPORTER = fileURLToPath(
  new URL('../../../activities/validator/helpers/mocha-last-reporter.cjs', import.meta.url),
);
const MOCHA_REPORTER = fileURLToPath(
  new URL('../../../activities/validator/helpers/mocha-reporter.cjs', import.meta.url),
);
const PRINTS_WORDS = 'console.log(JSON.stringify(process.argv.slice(2)));\n';

/** The words that a program of this name sees when it is given these, with the helper loaded before it. */
function wordsSeen(program: string, words: readonly string[]): string[] {
  const folder = join(temporaryFolder(), 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, program), PRINTS_WORDS);
  const args = ['--require', LAST_REPORTER, join(folder, program), ...words];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

describe('a test script that names a reporter of its own', () => {
  it('is read test by test with node:test', async () => {
    const house = await room({
      'package.json': JSON.stringify({ scripts: { test: 'node --test --test-reporter spec' } }),
      'one.js': 'module.exports = 1;\n',
      'test/one.js': `const { it } = require('node:test');
it('is one', () => require('node:assert').equal(require('../one.js'), 1));
it('is there', () => {});
`,
    });
    expect(house.plan.reportFormat).toBe('jest');
    expect(await usableBaseline(house)).toMatchObject({ counts: { total: 2, passed: 2 } });
  });

  it.each(['mocha', '_mocha', 'mocha.js'])('gives way to ours with %s, which takes one only', (program) => {
    const own = ['--reporter', 'spec', '-R', 'dot', '--reporter=nyan', '--bail', 'test/'];
    const ours = ['--reporter', 'xunit', '--reporter-option', 'output=x'];
    expect(wordsSeen(program, [...own, ...ours])).toEqual(['--bail', 'test/', ...ours]);
  });

  it('is left alone where it is another program that is asked', () => {
    const words = ['--reporter', 'spec', '--reporter', 'xunit'];
    expect(wordsSeen('npm-cli.js', words)).toEqual(words);
  });
});

describe('the reporter for mocha', () => {
  it('names the file of each test, takes the last word on it, and bears failures with any values', async () => {
    const output = join(temporaryFolder(), 'report');
    const runner = new EventEmitter();
    const Reporter = createRequire(import.meta.url)(MOCHA_REPORTER);
    new Reporter(runner, { reporterOptions: { output } });
    const suite = { title: 'ranges', parent: { title: '', root: true } };
    const one = { title: 'one', file: '/w/test/a.js', parent: suite };
    const two = { file: '/w/test/b.js', titlePath: () => ['ranges', 'two'] };
    runner.emit('pass', one);
    runner.emit('pass', two);
    runner.emit('fail', two, Object.assign(new Error('late'), { actual: [{ start: 1 }], expected: -2 }));
    runner.emit('pending', { title: 'three', file: '/w/test/b.js', parent: suite });
    runner.emit('end');
    expect(await parseJestReport(readFileSync(output, 'utf8'))).toEqual({
      ok: true,
      tests: [
        { id: 'test/a.js > ranges > one', status: 'passed', message: '' },
        { id: 'test/b.js > ranges > two', status: 'failed', message: expect.stringContaining('Error: late') },
        { id: 'test/b.js > ranges > three', status: 'skipped', message: '' },
      ],
    });
  });
});
