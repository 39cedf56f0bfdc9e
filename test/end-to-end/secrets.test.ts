// One night with a key planted wherever one can stand, and then a look through everything that it sent, printed or kept.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { stringify } from 'yaml';
import { findHome } from '../../activities/home.js';
import { findRepository } from '../../activities/workspace/find-repository.js';
import { git, temporaryFolder, userRepository } from '../activities/workspace/repositories.js';
import { type CliCall, callCli } from '../cli/call-cli.js';
import { type ModelServer, openAiAnswer, startModelServer } from '../doubles/model-server.js';
import { testBubblewrap } from '../setup/bubblewrap.js';
import { testServer } from '../setup/temporal.js';
import { GIVEN, keysIn, LOOKING, REMOTE_TOKEN } from './planted-keys.js';
import { branchTexts, fileTexts, historyTexts, ledgerTexts, type Place, requestTexts } from './sweep.js';

const TIMEOUT_MS = 180_000;
/** The repository's own history, in which its committed secrets stand of right. */
const GIT_FOLDERS = ['mirrors', 'stores'];

const DOT_ENV = `FORGE=${GIVEN.github}\nSLACK=${LOOKING.inToolOutput}\nAWS=${LOOKING.inTestFailure}\nSERVICE=${GIVEN.service}\n`;
const FILES = {
  'package.json': JSON.stringify({
    name: 'answer',
    type: 'module',
    scripts: { test: `FORGE='${GIVEN.github}' node --test` },
  }),
  'src/answer.js': `const token = '${LOOKING.inFile}';\nexport const answer = () => token.length;\n`,
  'AGENTS.md': `Run the tests. The key is ${LOOKING.inAgents}.\n`,
  'key.pem': pem(),
  '.env': DOT_ENV,
  'nightshift.yml': 'validator: { baselineRuns: 1 }\n',
  'test/answer.test.js': [
    "import assert from 'node:assert/strict';",
    "import { readFileSync } from 'node:fs';",
    "import test from 'node:test';",
    "import { answer } from '../src/answer.js';",
    "test('there is an answer', () => assert.ok(answer() > 0));",
    "test('answers 42', () => assert.equal(answer(), 42, 'with ' + readFileSync('.env')));",
    '',
  ].join('\n'),
};
const SPEC = [
  '---',
  'acceptance: [test/answer.test.js]',
  '---',
  `# Answer 42 for ${GIVEN.database}`,
  '',
  `In \`src/answer.js\`, \`answer()\` returns 42. See AGENTS.md and key.pem; the registry takes ${LOOKING.inSpec}.`,
  '',
].join('\n');

function pem(): string {
  const [head, tail] = ['BEGIN', 'END'].map((word) => `-----${word} RSA PRIVATE${' '}KEY-----`);
  return `${head}\n${LOOKING.privateKey}\n${LOOKING.privateKey}\n${tail}\n`;
}

function bash(command: string) {
  return openAiAnswer({ calls: [{ name: 'bash', arguments: JSON.stringify({ command }) }] });
}

/** A provider that says what it was sent, as badly written gateways do. */
function echo(status: number, headers: Record<string, string>) {
  const message = `Bad request with Authorization: Bearer ${GIVEN.provider} and x-gateway ${GIVEN.headers}`;
  return { status, headers: { 'x-echo': GIVEN.provider, ...headers }, body: { error: { message } } };
}

let provider: ModelServer;
let run: CliCall;
let places: Place[];

beforeAll(async () => {
  provider = await startModelServer();
  provider.script(
    echo(503, {}),
    bash(
      'cat .env key.pem AGENTS.md; head -2 key.pem; env; grep -e FORGE -e SERVICE .env | base64 -w0; seq 1 4000; cat .env',
    ),
    { fault: 'resetBefore' },
    bash("sed -i 's/token.length/41/' src/answer.js"),
    openAiAnswer({ text: `I was given ${GIVEN.provider}, and I am done.` }),
    bash("sed -i 's/41/42/' src/answer.js; cat .env"),
    openAiAnswer({ text: 'Done.' }),
  );
  const root = temporaryFolder();
  const repository = userRepository(FILES);
  git(repository, 'remote', 'add', 'origin', `https://user:${REMOTE_TOKEN}@forge.invalid/answer.git`);
  const [spec, config] = [join(root, `SPEC-${GIVEN.github}.md`), join(root, 'operator.yml')];
  writeFileSync(spec, SPEC);
  writeFileSync(config, stringify(operatorConfig()));
  const env = {
    HOME: root,
    NIGHTSHIFT_HOME: join(root, 'home'),
    NIGHTSHIFT_BWRAP_BIN: await testBubblewrap(),
    TEMPORAL_ADDRESS: testServer().address,
    GATEWAY_ENTRY: GIVEN.provider,
    GITHUB_TOKEN: GIVEN.github,
    DATABASE_URL: `postgres://nightshift:${GIVEN.database}@db.invalid/ledger`,
    SERVICE_PASSWORD: GIVEN.service,
    NIGHTSHIFT_STORE_TOKEN: GIVEN.store,
    GATEWAY_SECRET: GIVEN.headers,
    NIGHTSHIFT_DEBUG: '1',
  };
  run = await callCli(['run', spec, '--repo', repository, '--config', config, '--no-decompose', '--json'], { env });
  if (run.exitCode !== 0) throw new Error(`${run.stdout}\n${run.stderr}`);
  const receipt = await callCli(['receipt'], { env, cwd: repository });
  if (receipt.exitCode !== 0) throw new Error(receipt.stderr);
  const failed = await callCli(['run', `missing-${GIVEN.github}.md`, '--repo', repository], { env, cwd: root });
  const home = findHome(env);
  const connection = await Connection.connect({ address: testServer().address });
  const { id } = await findRepository(repository);
  places = [
    ...requestTexts(provider.seen, ['authorization']),
    ...(await historyTexts(new Client({ connection }), `deliver/local/${id}`)),
    ...ledgerTexts(home.ledger),
    ...fileTexts(home.state, GIT_FOLDERS).filter(([path]) => !path.includes('ledger.db')),
    ...branchTexts(repository),
    ...Object.entries({ run, receipt, failed }).flatMap(([name, call]): Place[] => [
      [`what ${name} printed`, call.stdout],
      [`what ${name} said`, call.stderr],
    ]),
  ];
  await connection.close();
}, TIMEOUT_MS);

afterAll(() => provider.close());

function operatorConfig(): object {
  const settings = { kind: 'openai-compatible', baseUrl: provider.url, apiKeyEnv: 'GATEWAY_ENTRY', scripted: true };
  return {
    providers: { double: settings },
    portfolio: ['double/model'],
    prices: { 'double/model': { input: 1, cachedInput: 1, output: 1 } },
  };
}

function textsOf(where: RegExp): string {
  return places.flatMap(([place, text]) => (where.test(place) ? [text] : [])).join('\n');
}

describe('a night with keys planted everywhere', () => {
  test('is delivered, after errors, a failing judgement and a repair that all met keys', () => {
    expect([run.exitCode, run.stderr]).toEqual([0, expect.stringContaining('Answer 42')]);
    expect(provider.seen).toHaveLength(7);
    expect(provider.seen.every(({ headers }) => headers.authorization === `Bearer ${GIVEN.provider}`)).toBe(true);
  });

  test('leaves no key in anything that it sent, printed or kept', () => {
    const found = places.flatMap(([where, text]) => keysIn(text).map((key) => `${where}: ${key}`));
    expect(found).toEqual([]);
  });

  test('was looked through where keys were: a mark stands in each of these places', () => {
    const marked = {
      prompts: textsOf(/^request 1 /),
      'output of a tool': textsOf(/^request 3 /),
      'findings for a repair': textsOf(/^request 6 /),
      histories: textsOf(/^history/),
      'stored texts': textsOf(/^ledger: artifacts.content/),
      'what was printed': textsOf(/^what failed said/),
      'the log': textsOf(/worker\.log$/),
      'names of branches': textsOf(/^names of branches/).replaceAll('-', ' '),
    };
    const without = Object.entries(marked).filter(([, text]) => !/secret[ -]removed/.test(text));
    expect(without.map(([name]) => name)).toEqual([]);
  });

  test('keeps what the repository holds as it was', () => {
    expect(textsOf(/^lines that commits add/)).toContain('42');
    expect(textsOf(/^request 3 /)).toContain('3999');
  });
});
