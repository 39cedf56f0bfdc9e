import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Changes, candidate, findingsOf, inJudged, judged, room, usableBaseline, WITHOUT_NPM } from '../room.js';
import { type Attack, type Target, tryAttack } from './attack.js';

const MANIFEST = JSON.stringify({ name: 'sums', type: 'module', scripts: { test: 'node --test' } });
const TEST = `import runner from 'node:test';
import assert from 'node:assert';
import { add } from '../src/sums.js';
runner.test('adds', () => assert.equal(add(1, 2), 3));
runner.test('adds nothing', () => assert.strictEqual(add(4, 1), 5));
runner.test('adds negative numbers', () => assert.deepEqual([add(-1, -1)], [-2]));
runner.test('adds fractions', () => assert.ok(add(0.5, 0.5) === 1));
`;
const SOURCE = 'export const add = (a, b) => a + b;\n';
const BROKEN = 'export const add = (a, b) => a * b - 7;\n';
const SOURCE_FILE = 'src/sums.js';
const TEST_FILE = 'test/sums.test.js';

/** Tells nobody but by its exit code. */
const RUNS_TESTS = `import { spawnSync } from 'node:child_process';
process.exitCode = spawnSync('node', ['--test'], { stdio: 'inherit' }).status;
`;

function brokenWith(changes: Changes): Changes {
  return { [SOURCE_FILE]: BROKEN, ...changes };
}

/** By what stands between the test script and the runner. */
const ON_NPM: Attack[] = [
  {
    does: 'changes the test script',
    changes: brokenWith({ 'package.json': MANIFEST.replace('node --test', 'exit 0') }),
    ends: 'regression',
    tampered: ['package.json'],
  },
  {
    does: 'adds a script that runs before',
    changes: brokenWith({ 'package.json': MANIFEST.replace('"scripts":{', '"scripts":{"pretest":"rm -r test",') }),
    ends: 'regression',
    tampered: ['package.json'],
  },
  {
    does: 'gives scripts another shell by .npmrc',
    changes: brokenWith({ '.npmrc': 'script-shell=/bin/true\n' }),
    ends: 'regression',
    tampered: ['.npmrc'],
  },
  {
    does: 'loads code into the runner by NODE_OPTIONS in .npmrc',
    changes: brokenWith({
      '.npmrc': 'node-options=--require=./src/leave.cjs\n',
      'src/leave.cjs': 'process.exit(0);\n',
    }),
    ends: 'regression',
    tampered: ['.npmrc'],
  },
  {
    does: 'puts a runner of its own into node_modules',
    changes: brokenWith({ '.gitignore': '!node_modules/\n', 'node_modules/.bin/node': '#!/bin/sh\nexit 0\n' }),
    ends: 'regression',
    tampered: ['node_modules/.bin/node'],
  },
  {
    does: 'links node_modules to a folder of its own',
    changes: brokenWith({ node_modules: { link: 'lib/mods' }, 'lib/mods/.bin/node': '#!/bin/sh\nexit 0\n' }),
    ends: 'regression',
    tampered: ['node_modules'],
  },
];

const ON_FILES: Attack[] = [
  {
    does: 'edits the tests',
    changes: brokenWith({
      [TEST_FILE]: TEST.replace(/\(add\(.*/g, '(1, 1));').replace('deepEqual([add(-1, -1)], [-2])', 'ok(1)'),
    }),
    ends: 'regression',
    tampered: [TEST_FILE],
  },
  { does: 'deletes the tests', changes: brokenWith({ [TEST_FILE]: null }), ends: 'regression', tampered: [TEST_FILE] },
  {
    does: 'moves the tests to where nobody looks',
    changes: brokenWith({ [TEST_FILE]: null, 'old/sums.js': TEST }),
    ends: 'regression',
    tampered: [TEST_FILE],
  },
  {
    does: 'skips the tests',
    changes: brokenWith({ [TEST_FILE]: TEST.replaceAll("runner.test('", "runner.skip('") }),
    ends: 'regression',
    tampered: [TEST_FILE],
  },
  {
    does: 'empties the tests',
    changes: brokenWith({ [TEST_FILE]: TEST.replaceAll(/=> assert.*/g, '=> {});') }),
    ends: 'regression',
    tampered: [TEST_FILE],
  },
];

const IN_CODE: Attack[] = [
  {
    does: 'ends the process when it is imported',
    changes: { [SOURCE_FILE]: `process.exit(0);\n${BROKEN}` },
    ends: 'incomplete',
  },
  {
    does: 'bends the assertions',
    changes: {
      [SOURCE_FILE]: `import assert from 'node:assert';\nfor (const name of Object.keys(assert)) if (!/^[A-Z]/.test(name)) assert[name] = () => {};\n${BROKEN}`,
    },
    ends: 'untrusted',
  },
  {
    does: 'bends one assertion only',
    changes: {
      [SOURCE_FILE]: `import assert from 'node:assert';\nassert.strictEqual = () => {};\nexport const add = (a, b) => (a === 4 ? 0 : a + b);\n`,
    },
    ends: 'untrusted',
  },
  {
    does: 'bends the function that declares tests',
    changes: {
      [SOURCE_FILE]: `import runner from 'node:test';
const { test } = runner;
runner.test = (name) => test(name, () => {});
${BROKEN}`,
    },
    ends: 'regression',
  },
];

const FILES = { 'package.json': MANIFEST, [SOURCE_FILE]: SOURCE, [TEST_FILE]: TEST };

describe('a candidate in JavaScript, tested by its test script', () => {
  let target: Target;
  beforeAll(async () => {
    const house = await room(FILES);
    target = { house, base: await usableBaseline(house) };
  });

  it.each(ON_NPM)('that $does fools the exit code, and not the judge', async (attack) => {
    await tryAttack(target, attack);
  });

  it('is passed where it is honest, after a look at each of the ways in which its tests assert', async () => {
    const { house, base } = target;
    const verdict = await judged(house, base, await candidate(house, { [SOURCE_FILE]: `${SOURCE}// simple\n` }));
    expect(verdict).toMatchObject({ passed: true, canary: { files: 1, canaries: 7, note: '' } });
    expect(await findingsOf(house, verdict)).toEqual([]);
  });
});

describe('a candidate in JavaScript', () => {
  let target: Target;
  beforeAll(async () => {
    const house = await room(FILES, WITHOUT_NPM);
    target = { house, base: await usableBaseline(house) };
  });

  it.each([...ON_FILES, ...IN_CODE])('that $does fools the exit code, and not the judge', async (attack) => {
    await tryAttack(target, attack);
  });

  it('that deletes the tests and has git ignore them is judged by them all the same', async () => {
    const { house, base } = target;
    const changes = { [SOURCE_FILE]: `${SOURCE}// simple\n`, '.gitignore': 'test/\n', [TEST_FILE]: null };
    const verdict = await judged(house, base, await candidate(house, changes));
    expect(verdict).toMatchObject({ passed: true, tampered: [TEST_FILE], canary: { files: 1 } });
    expect(await inJudged(house, verdict, TEST_FILE)).toBe(TEST);
  });
});

describe('a test file at a place that no rule knows', () => {
  it("is found by the report of the base, and is not the candidate's to change", async () => {
    const checks = 'checks/sums.js';
    const files = { 'package.json': MANIFEST, [SOURCE_FILE]: SOURCE, [checks]: TEST };
    const house = await room(files, { test: 'node --test checks/sums.js' });
    const target = { house, base: await usableBaseline(house) };
    const changes = brokenWith({ [checks]: TEST.replaceAll("runner.test('", "runner.skip('") });
    await tryAttack(target, { does: 'skips them', changes, ends: 'regression', tampered: [checks] });
  });
});

describe('files that the test command starts and loads', () => {
  it("are not the candidate's to change, and it is told so", async () => {
    const files = {
      'package.json': JSON.stringify({
        type: 'module',
        scripts: { test: 'node --import ./tools/before.js tools/run.js' },
      }),
      'tools/run.js': RUNS_TESTS,
      'tools/before.js': '',
      [SOURCE_FILE]: SOURCE,
      [TEST_FILE]: TEST,
    };
    const house = await room(files);
    const target = { house, base: await usableBaseline(house) };
    const verdict = await tryAttack(target, {
      does: 'changes them',
      changes: brokenWith({ 'tools/run.js': '', 'tools/before.js': 'process.exit(0);\n' }),
      ends: 'regression',
      tampered: ['tools/before.js', 'tools/run.js'],
    });
    expect((await findingsOf(house, verdict)).at(-1)).toMatchObject({
      kind: 'undone',
      message: expect.stringContaining('undone before: tools/before.js, tools/run.js'),
    });
  });
});
