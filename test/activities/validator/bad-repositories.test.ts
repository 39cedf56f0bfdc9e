import { describe, expect, it } from '@jest/globals';
import { baseline, room } from './room.js';

const MANIFEST = JSON.stringify({ scripts: { test: 'node --test' } });
const SOURCE = { 'one.js': 'exports.one = 1;\n' };

/** What people are told of a repository with this test file or these terms. */
async function told(files: Record<string, string>, terms: Parameters<typeof room>[1] = {}) {
  const outcome = await baseline(await room({ ...SOURCE, ...files }, terms));
  return outcome.ok ? { reason: 'none', message: '' } : outcome;
}

function nodeTest(body: string): Record<string, string> {
  return {
    'package.json': MANIFEST,
    'test/one.test.js': `const { test } = require('node:test');\ntest('one', async () => {\n${body}\n});\n`,
  };
}

describe('tests that cannot be judged in the sandbox', () => {
  it('because they want a service are told which, and the way out', async () => {
    const connect = `await new Promise((resolve, reject) =>
  require('node:net').connect(5432, '127.0.0.1').once('connect', resolve).once('error', reject));`;
    const { reason, message } = await told(nodeTest(connect));
    expect(reason).toBe('cannotRun');
    expect(message).toContain('The tests want PostgreSQL at port 5432 of this machine');
    expect(message).toContain('ECONNREFUSED');
  });

  it('because they want the network are told which host', async () => {
    const { reason, message } = await told(nodeTest("await require('node:dns/promises').lookup('api.example.com');"));
    expect(reason).toBe('cannotRun');
    expect(message).toContain('The tests want api.example.com on the network, and the sandbox has none.');
  });

  it('because a runner finds none are told so, though it wrote no report', async () => {
    const files = { Makefile: 'test:\n\t@echo "Error: No test files found: test/"; exit 1\n' };
    const { reason, message } = await told(files, { test: 'make test REPORT={report}' });
    expect([reason, message]).toEqual(['noTests', expect.stringMatching(/finds no tests.*--test "COMMAND"/)]);
  });

  it('because the report is too large are told both sizes', async () => {
    const files = { 'big.sh': 'truncate -s 200M "$1"\n' };
    const { reason, message } = await told(files, { test: 'sh big.sh {report}' });
    expect([reason, message]).toEqual([
      'cannotRun',
      expect.stringContaining('has 200 MB, more than the 32 MB that are read'),
    ]);
  });

  it('because they take too long are told the limit and the setting', async () => {
    const { reason, message } = await told({ 'slow.sh': 'sleep 30\n' }, { test: 'sh slow.sh', testTimeoutMs: 1_000 });
    expect([reason, message]).toEqual(['timedOut', expect.stringMatching(/longer than 1 s: .*testTimeout: 20m/)]);
  });
});

describe('a runner that prints no UTF-8', () => {
  it('is read all the same', async () => {
    const test = `printf 'TAP version 13\\nok 1 caf\\351\\n1..1\\n'; test -s one.js`;
    const { plan, hands, ...house } = await room(SOURCE, { test: `{ ${test}; }`, report: 'tap' });
    expect(await baseline({ plan, hands, ...house })).toMatchObject({ ok: true, counts: { total: 1, passed: 1 } });
  });
});
