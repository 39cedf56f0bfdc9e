// Everything that can be wrong with what was typed or written ends with one message, exit code 2, and nothing started.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callCli } from './call-cli.js';

const KEYS = { ANTHROPIC_API_KEY: 'a-key' };
let dir = '';
let repository = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'nightshift-cli-'));
  repository = aRepository('shop', { 'package.json': '{}' });
  writeFileSync(join(dir, 'SPEC.md'), '# Add a slug function\n\nPlease.\n');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function git(cwd: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  execFileSync('git', [...identity, ...args], {
    cwd,
    stdio: 'pipe',
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}

function aRepository(name: string, files: Record<string, string>): string {
  const path = join(dir, name);
  mkdirSync(path);
  git(path, 'init', '-q', '-b', 'main');
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  git(path, 'add', '--all');
  git(path, 'commit', '-q', '-m', 'base');
  return path;
}

function run(args: string[], env: NodeJS.ProcessEnv = KEYS) {
  return callCli(['run', ...args], { cwd: dir, env: { NIGHTSHIFT_HOME: join(dir, 'home'), ...env } });
}

/** The message of a refused run: exit code 2, nothing on standard output, nothing written anywhere. */
async function refusal(args: string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const { exitCode, stdout, stderr } = await run(args, env);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(existsSync(join(dir, 'home', 'state'))).toBe(false);
  expect(stderr).not.toContain('    at ');
  return stderr.trimEnd();
}

describe('a spec is refused', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'is empty'],
    ['front matter only', '---\ntitle: x\n---\n', 'has front matter only; write below it what to do'],
    ['broken front matter', '---\ntitle: [x\n---\nbody', 'has front matter that is not valid YAML, line 3:'],
    ['one megabyte', 'x\n'.repeat(524_288), 'has 1048576 bytes; a spec has at most 262144.'],
    ['invalid UTF-8', Uint8Array.of(0x23, 0xff), 'is not valid UTF-8; save it as UTF-8 text'],
    ['a NUL byte', 'a\0b', 'holds a NUL byte; a spec is plain text in UTF-8'],
    ['a file outside', '# x\n```js file=../x.js\n```\n', 'gives file=../x.js; use a path inside the repository'],
  ])('%s', async (_, content, problem) => {
    writeFileSync(join(dir, 'bad.md'), content);
    expect(await refusal(['bad.md', '--repo', 'shop'])).toContain(`nightshift: bad.md ${problem}`);
  });

  test('that never ends', async () => {
    expect(await refusal(['/dev/zero'])).toContain(`a spec has at most 262144`);
  });

  test('that is not there, or a folder', async () => {
    expect(await refusal(['no.md'])).toBe('nightshift: no.md does not exist; name the Markdown file of a spec');
    expect(await refusal(['shop'])).toBe('nightshift: shop is a folder; name the Markdown file of a spec');
  });
});

describe('a repository is refused', () => {
  test('that is none, is empty, or is not there', async () => {
    mkdirSync(join(dir, 'plain'), { recursive: true });
    mkdirSync(join(dir, 'unborn'));
    git(join(dir, 'unborn'), 'init', '-q');
    expect(await refusal(['SPEC.md', '--repo', 'plain'])).toContain(
      'plain is not in a git repository; name one, or make it one',
    );
    expect(await refusal(['SPEC.md', '--repo', 'unborn'])).toContain(
      'unborn has no commit at HEAD; commit something first',
    );
    expect(await refusal(['SPEC.md', '--repo', 'absent'])).toContain(
      'absent does not exist; name the folder of a git repository',
    );
    expect(await refusal(['SPEC.md', '--repo', 'SPEC.md'])).toContain(
      'SPEC.md is not a folder; name the folder of a git repository',
    );
    expect(await refusal(['SPEC.md', '--repo', 'https://example.com/shop.git'])).toContain('a clone of it');
  });
});

describe('a configuration is refused', () => {
  test('of a repository, with commit and key, as it is committed and not as it lies in the tree', async () => {
    const path = aRepository('configured', { 'nightshift.yml': 'budgt: 5\n' });
    writeFileSync(join(path, 'nightshift.yml'), 'budget: 5\n');
    expect(await refusal(['SPEC.md', '--repo', path])).toMatch(
      /^nightshift: nightshift\.yml at commit [0-9a-f]{12}: budgt: there is no such key; did you mean "budget"\?$/,
    );
  });

  test('of an operator, with file and key', async () => {
    writeFileSync(join(dir, 'operator.yml'), 'sandbox: jail\n');
    const file = join(dir, 'operator.yml');
    expect(await refusal(['SPEC.md', '--repo', 'shop', '--config', 'operator.yml'])).toBe(
      `nightshift: ${file}: sandbox: "jail" is not allowed; use bubblewrap, docker or none`,
    );
    expect(await refusal(['SPEC.md', '--repo', 'shop', '--config', 'none.yml'])).toBe(
      `nightshift: The operator's config ${join(dir, 'none.yml')} does not exist`,
    );
  });

  test('of the environment, with the variable', async () => {
    expect(await refusal(['SPEC.md', '--repo', 'shop'], { ...KEYS, NIGHTSHIFT_SANDBOX: 'jail' })).toBe(
      'nightshift: environment: NIGHTSHIFT_SANDBOX: "jail" is not allowed; use bubblewrap, docker or none',
    );
  });
});

describe('a budget is refused', () => {
  test.each(['0', '-1', 'five', 'NaN', '1e3', '0.0000001', ''])('of %j', async (amount) => {
    const message = await refusal(['SPEC.md', '--repo', 'shop', '--budget', amount]);
    expect(message).toContain(`error: option '--budget <usd>' argument '${amount}' is invalid.`);
    expect(message).toContain('use an amount above 0 in dollars, such as 5, $5.00 or 0.25');
  });

  test('above the ceiling', async () => {
    expect(
      await refusal(['SPEC.md', '--repo', 'shop', '--budget', '9'], { ...KEYS, NIGHTSHIFT_BUDGET_CEILING: '8' }),
    ).toContain(
      'nightshift: a budget of $9.00 is more than the ceiling of $8.00; give less, or raise budgetCeiling in ',
    );
  });
});

describe('a model is refused', () => {
  test.each([
    ['gpt', '"gpt" is no model; write it as provider/model'],
    ['nobody/x', 'nobody/x: no such provider; known are anthropic, openai, google'],
    ['openai/gpt-5', 'openai/gpt-5: no key; set OPENAI_API_KEY'],
    [
      'anthropic/no-such-model',
      'anthropic/no-such-model: its price is not known, so no budget can hold\nPrices that the list lacks go into ',
    ],
  ])('%s', async (model, problem) => {
    expect(await refusal(['SPEC.md', '--repo', 'shop', '--model', model])).toContain(`nightshift: ${problem}`);
  });

  test('when none is named and there is no key', async () => {
    expect(await refusal(['SPEC.md', '--repo', 'shop'], {})).toContain(
      'nightshift: No model can be asked: set ANTHROPIC_API_KEY',
    );
  });
});

test.each([
  [['run'], "error: missing required argument 'spec'"],
  [['runn'], "error: unknown command 'runn'\n(Did you mean run?)"],
  [['run', 'SPEC.md', '--sandbox', 'jail'], 'Allowed choices are bubblewrap, docker, none.'],
  [['run', 'SPEC.md', '--strategy', 'luck'], 'Allowed choices are cascade, best-of-n.'],
  [['run', 'SPEC.md', '--model', 'a/b', '--portfolio', 'c/d'], 'cannot be used with option'],
  [['run', 'SPEC.md', '--test', ' '], 'Give a command, such as "npm test".'],
  [['run', 'SPEC.md', '--bugdet', '5'], '(Did you mean --budget?)'],
  [['budget', 'x', '0'], 'use an amount above 0 in dollars'],
  [[], 'Usage: nightshift'],
])('%j is a usage error', async (args, problem) => {
  const { exitCode, stdout, stderr } = await callCli(args, { cwd: dir });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(problem);
});

test('with --json the problem is a document too', async () => {
  const { exitCode, stdout, stderr } = await run(['no.md', '--json']);
  const error = 'no.md does not exist; name the Markdown file of a spec';
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toEqual({ error, exitCode: 2 });
  expect(stderr).toBe(`nightshift: ${error}\n`);
});

test.each([[['--help']], [['run', '--help']], [['help', 'watch']], [['--version']]])(
  '%j is answered on standard output',
  async (args) => {
    const { exitCode, stdout, stderr } = await callCli(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toBe('');
  },
);

test('the repository is left as it was', () => {
  const status = execFileSync('git', ['status', '--porcelain'], { cwd: repository }).toString();
  expect(status).toBe('');
});
