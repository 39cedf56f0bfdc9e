import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parseReport } from '../../../activities/validator/reports/parse-report.js';
import { temporaryFolder } from '../workspace/repositories.js';
import { baseline, room, usableBaseline } from './room.js';

const NODE_TEST = { scripts: { test: 'node --test' } };
const ONE = 'exports.one = 1;\n';
const NODE_ONE = `const { it } = require('node:test');
it('is one', () => require('node:assert').equal(require('../one.js').one, 1));
`;
const PYTHON_ONE = `import unittest
from one import one


class One(unittest.TestCase):
    def test_one(self):
        self.assertEqual(one, 1)
`;

describe('a workspace whose members have tests of their own', () => {
  it('is judged by the tests of each member', async () => {
    const house = await room({
      'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
      'packages/a/package.json': JSON.stringify({ name: 'a', ...NODE_TEST }),
      'packages/a/one.js': ONE,
      'packages/a/test/one.test.js': NODE_ONE,
      'packages/b/package.json': JSON.stringify({ name: 'b', ...NODE_TEST }),
      'packages/b/one.js': ONE,
      'packages/b/test/one.test.js': NODE_ONE,
    });
    const base = await usableBaseline({ ...house, plan: { ...house.plan, setup: null } });
    expect(base.counts).toMatchObject({ total: 2, passed: 2 });
  });
});

describe('a repository in two languages', () => {
  const files = {
    'package.json': JSON.stringify(NODE_TEST),
    'one.js': ONE,
    'test/one.test.js': NODE_ONE,
    'setup.cfg': '',
    'one.py': 'one = 1\n',
    'tests/__init__.py': '',
    'tests/test_one.py': PYTHON_ONE,
  };

  it('counts the tests of both', async () => {
    const house = await room(files);
    const base = await usableBaseline(house);
    expect(base.counts).toMatchObject({ total: 2, passed: 2 });
  });

  it('whose tests in one cannot be run says which', async () => {
    const house = await room({ ...files, 'tests/test_one.py': 'import unittest, os\nos._exit(3)\n' });
    expect(await baseline(house)).toMatchObject({
      ok: false,
      message: expect.stringContaining('in "python3 -m unittest discover'),
    });
  });
});

describe('the helper for Maven and Gradle', () => {
  const helper = fileURLToPath(new URL('../../../activities/validator/helpers/java_reports.sh', import.meta.url));
  const report = (classes: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="${classes}"><testcase name="works" classname="${classes}"/></testsuite>\n`;

  function tree(files: Record<string, string>): string {
    const folder = temporaryFolder();
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  async function gathered(folder: string) {
    const to = join(temporaryFolder(), 'report');
    execFileSync('sh', [helper, 'gather', to], { cwd: folder });
    return parseReport('junit', readFileSync(to, 'utf8'));
  }

  it('makes one report of all, and names the sources of classes', async () => {
    const folder = tree({
      'app/src/test/java/com/example/ATest.java': '',
      'app/target/surefire-reports/TEST-com.example.ATest.xml': report('com.example.ATest'),
      'app/target/surefire-reports/TEST-com.example.ATest$Inner.xml': report('com.example.ATest$Inner'),
      'app/target/surefire-reports/com.example.ATest.txt': 'no report',
      'lib/src/test/kotlin/com/example/BTest.kt': '',
      'lib/build/test-results/test/TEST-com.example.BTest.xml': report('com.example.BTest'),
      'lib/build/test-results/test/TEST-com.example.Generated.xml': report('com.example.Generated'),
      'docs/TEST-x.xml': report('x'),
    });
    expect(await gathered(folder)).toEqual({
      ok: true,
      tests: [
        { id: 'app/src/test/java/com/example/ATest.java > Inner > works', status: 'passed', message: '' },
        { id: 'app/src/test/java/com/example/ATest.java > works', status: 'passed', message: '' },
        { id: 'lib/src/test/kotlin/com/example/BTest.kt > works', status: 'passed', message: '' },
        { id: 'com.example.Generated > works', status: 'passed', message: '' },
      ],
    });
  });

  it('removes the reports that a commit brings along, so that none is taken for what ran', async () => {
    const folder = tree({ 'target/surefire-reports/TEST-a.xml': report('a'), 'src/TEST-b.xml': report('b') });
    expect(await gathered(folder)).toMatchObject({ tests: [{ id: 'a > works' }] });
    execFileSync('sh', [helper, 'clear'], { cwd: folder });
    expect(await gathered(folder)).toMatchObject({ tests: [] });
    expect(readFileSync(join(folder, 'src/TEST-b.xml'), 'utf8')).toContain('testsuite');
  });

  it('believes no report that was cut short', async () => {
    const folder = tree({ 'target/surefire-reports/TEST-a.xml': report('a').slice(0, -20) });
    expect(await gathered(folder)).toMatchObject({ ok: false, problem: expect.stringContaining('not well-formed') });
  });
});
