// Tool calls as the workflow asks for them: on a real repository, ledger and sandbox.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ModelMessage } from 'ai';
import { appendMessage, readLastMessage, readMessages } from '../../../activities/conversation.js';
import type { DependencyCache } from '../../../activities/hands.js';
import { createLedger } from '../../../activities/ledger/create-ledger.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { createBubblewrapSandbox } from '../../../activities/sandbox/bubblewrap.js';
import type { Sandbox } from '../../../activities/sandbox/sandbox.js';
import { createToolActivities } from '../../../activities/sandbox/tool-activities.js';
import type { RunToolsInput, RunToolsResult } from '../../../core/activities.js';
import type { Conversation } from '../../../core/candidate.js';
import { TOOL_OUTPUT_BYTES_MAX } from '../../../core/tools.js';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { AT_MS, git, type Opened, opened, RUN, storeOf, temporaryFolder } from '../workspace/repositories.js';

const NO_DEPENDENCIES: DependencyCache = {
  prepare: async () => ({ ok: true, cacheKey: 'none', mounts: [], lockfiles: {}, release: () => undefined }),
};

let sandbox: Sandbox;
let house: Opened;
let ledger: Ledger;
let candidates = 0;

beforeAll(async () => {
  sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });
  [house, ledger] = await Promise.all([opened(), createLedger({ file: join(temporaryFolder(), 'ledger.db') })]);
});

afterAll(() => ledger.close());

/** A candidate of its own for each test. */
interface Try {
  candidate: string;
  run(calls: [tool: string, input: unknown][], changed?: Partial<RunToolsInput>): Promise<Turn>;
}

interface Turn extends RunToolsResult {
  /** What the model reads, call by call. */
  answers: string[];
}

function newTry(options: { sandbox?: Sandbox; dependencies?: DependencyCache } = {}): Try {
  candidates += 1;
  const candidate = `${RUN}/whole/${candidates}`;
  const { runTools } = createToolActivities({
    ledger,
    workspace: house.workspace,
    sandbox: () => options.sandbox ?? sandbox,
    dependencies: options.dependencies ?? NO_DEPENDENCIES,
  });
  async function run(calls: [string, unknown][], changed: Partial<RunToolsInput> = {}): Promise<Turn> {
    const input = { ...inputFor(candidate), conversation: await asked(calls), ...changed };
    const result: RunToolsResult = await activityEnvironment().run(runTools, input);
    return { ...result, answers: answersOf(await readLastMessage(ledger.artifacts, result.conversation)) };
  }
  return { candidate, run };
}

function activityEnvironment(): MockActivityEnvironment {
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
}

/** A conversation that ends with these calls. */
function asked(calls: [string, unknown][]): Promise<Conversation> {
  const content = calls.map(([toolName, input], index) => {
    return { type: 'tool-call', toolCallId: `call-${index}`, toolName, input } as const;
  });
  return appendMessage(ledger.artifacts, null, { role: 'assistant', content });
}

function inputFor(candidate: string): Omit<RunToolsInput, 'conversation'> {
  const times = { baselineRuns: 1, testTimeoutMs: 60_000, setupTimeoutMs: 60_000, dependencies: 'frozen' as const };
  return {
    repository: house.repository,
    run: RUN,
    taskId: 'whole',
    taskTitle: 'Add numbers',
    candidate,
    turn: 1,
    generator: 'openai/gpt-x',
    baseCommit: house.base,
    commit: house.base,
    validator: {
      ...{
        setup: null,
        test: 'true',
        reportFormat: 'exitCode',
        environment: {},
        testForPeople: 'true',
        evidence: [],
      },
      ...times,
    },
    sandbox: 'bubblewrap',
    committedAtMs: AT_MS,
  };
}

function answersOf(message: ModelMessage): string[] {
  if (message.role !== 'tool') return [];
  return message.content.map((part) =>
    part.type === 'tool-result' && part.output.type === 'text' ? part.output.value : '?',
  );
}

describe('a turn of tool calls', () => {
  test('makes its work a commit in the store, and says how each call ended and how long it took', async () => {
    const { run } = newTry();
    const edit = await run([['edit', { path: 'src/add.js', oldText: 'a - b', newText: 'a + b' }]]);
    expect(edit.answers[0]).toMatch(/^edited src\/add\.js\nexit 0 in \d+\.\d s$/);
    expect(edit).toMatchObject({ ended: 'edited src/add.js', failing: null, unusable: null });
    const command = 'cat src/add.js; [[ -e README.md ]] && echo "it\'s there"';
    const turn = await run([['bash', { command }]], { turn: 2, commit: edit.commit });
    expect(turn.answers[0]).toMatch(/^export const add = \(a, b\) => a \+ b;\nit's there\nexit 0 in \d+\.\d s$/);
    expect(turn.ended).toMatch(/^exit 0 in/);
    const show = git(storeOf(house), 'show', '--format=%an%n%B', turn.commit);
    expect(show).toContain('openai/gpt-x\nAdd numbers\n');
    expect(show).toContain('Nightshift-Candidate');
    expect(show).toContain('+export const add = (a, b) => a + b;');
    expect(await readMessages(ledger.artifacts, turn.conversation)).toHaveLength(2);
  });

  test('goes on in the same tree in the next turn, ignored files included', async () => {
    const { run } = newTry();
    const first = await run([['bash', { command: 'echo build > .gitignore; echo made > build' }]]);
    const second = await run([['bash', { command: 'cat build' }]], { turn: 2, commit: first.commit });
    expect(second.answers[0]).toMatch(/^made\nexit 0/);
    expect(second.commit).toBe(first.commit);
  });

  test('tells the model when a fresh tree has lost its build files', async () => {
    const { candidate, run } = newTry();
    const first = await run([['bash', { command: 'echo build > .gitignore; echo made > build' }]]);
    await house.workspace.removeKeptWorktrees(house.repository, candidate);
    const second = await run([['bash', { command: 'cat .gitignore build' }]], { turn: 2, commit: first.commit });
    expect(second.answers[0]).toMatch(
      /^note: this turn runs in a fresh checkout[^\n]+\nbuild\ncat: build: No such file/,
    );
  });

  test('gives the same commit when it is done again', async () => {
    const { run } = newTry();
    const calls: [string, unknown][] = [['edit', { path: 'new.txt', oldText: '', newText: 'x' }]];
    expect((await run(calls)).commit).toBe((await run(calls)).commit);
  });

  test.each<[string, unknown, string, string]>([
    ['browser', { url: 'x' }, 'There is no tool "browser"; known: bash, edit', 'no tool "browser"'],
    ['bash', { command: 7 }, 'expected string, received number', 'invalid input of bash: '],
    ['bash', '{"command": broken', 'not run: the input of bash is not valid', 'invalid input of bash: '],
  ])('answers to %s %j, which cannot be run, and says that nothing was', async (tool, input, answer, unusable) => {
    const turn = await newTry().run([[tool, input]]);
    expect(turn.answers[0]).toContain(answer);
    expect(turn.unusable).toContain(unusable);
    expect(turn.commit).toBe(house.base);
  });

  test('carries out the first of several calls and asks politely for the others one by one', async () => {
    const { run } = newTry();
    const turn = await run([
      ['edit', { path: 'file-1', oldText: '', newText: 'x' }],
      ['edit', { path: 'file-2', oldText: '', newText: 'x' }],
      ['bash', { command: 'ls' }],
    ]);
    expect(turn.answers[0]).toContain('created file-1');
    for (const answer of turn.answers.slice(1)) expect(answer).toMatch(/^not run: one call .*, please\./);
    expect(turn.ended).toBe('created file-1; 2 more calls refused');
    expect(turn.unusable).toBeNull();
    expect(git(storeOf(house), 'ls-tree', '--name-only', turn.commit)).not.toContain('file-2');
  });

  test('gives equal names to equal errors, whatever numbers stand in them, and none where all went well', async () => {
    const failing = async (command: string) => (await newTry().run([['bash', { command }]])).failing;
    const first = await failing('echo "line 12: took 0.31 s"; exit 1');
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(await failing('echo "line 7: took 12 s"; exit 1')).toBe(first);
    expect(await failing('echo "line 7: no such name"; exit 1')).not.toBe(first);
    expect(await failing('echo "line 7: took 12 s"')).toBeNull();
  });

  test('shortens a long output for the model and keeps the whole', async () => {
    const { run } = newTry();
    const turn = await run([['bash', { command: 'echo first; seq 1 200000; echo last' }]]);
    const answer = turn.answers[0] ?? '';
    expect(answer).toMatch(/^first\n1\n[^$]*\n200000\nlast\n\[\d+ bytes, of which[^\n]+\]\nexit 0 in \d\.\d s$/);
    expect(Buffer.byteLength(answer)).toBeLessThan(TOOL_OUTPUT_BYTES_MAX + 400);
    const sha256 = /stored as ([0-9a-f]{64})/.exec(answer)?.[1] ?? '';
    expect(await ledger.artifacts.get({ sha256 })).toContain('\n100000\n');
  });

  test('says how much of an output without measure was stored', async () => {
    const { run } = newTry();
    const turn = await run([['bash', { command: 'seq 1 1000000' }]]);
    expect(turn.answers[0]).toContain('[6888896 bytes, of which');
    expect(turn.answers[0]).toContain('; 4000000 of them stored as ');
  });

  test('stops a command at the time that the model gave', async () => {
    const { run } = newTry();
    const turn = await run([['bash', { command: 'echo begun; sleep 60', timeoutSeconds: 1 }]]);
    expect(turn.answers[0]).toBe('begun\ntimed out after 1 s');
  });

  test('goes on without dependencies that cannot be installed, and says so', async () => {
    const prepare = async () => ({ ok: false, reason: 'setupFailed', message: 'npm ci failed', log: null }) as const;
    const { run } = newTry({ dependencies: { prepare } });
    const turn = await run([['bash', { command: 'echo fine' }]]);
    expect(turn.answers[0]).toMatch(/^note: the dependencies could not be installed: npm ci failed\nfine\n/);
  });
});

describe('a turn that cannot be finished', () => {
  test('fails as unavailable when the sandbox does not work, and the next begins at the commit before', async () => {
    const broken = createBubblewrapSandbox({ bwrapPath: '/no/such/bwrap' });
    const { run } = newTry({ sandbox: broken });
    await expect(run([['bash', { command: 'true' }]])).rejects.toMatchObject({ type: 'SandboxUnavailable' });
    const next = await run([['edit', { path: 'half.txt', oldText: '', newText: 'x' }]]);
    expect(next.answers[0]).toContain('created half.txt');
  });

  test('ends at once when it is cancelled, without a commit', async () => {
    const environment = activityEnvironment();
    const { workspace } = house;
    const { runTools } = createToolActivities({
      ledger,
      workspace,
      sandbox: () => sandbox,
      dependencies: NO_DEPENDENCIES,
    });
    const conversation = await asked([['bash', { command: 'sleep 60' }]]);
    const running = environment.run(runTools, { ...inputFor(`${RUN}/cancelled/1`), taskId: 'cancelled', conversation });
    setTimeout(() => environment.cancel('CANCELLED'), 500);
    await expect(running).rejects.toMatchObject({ name: 'CancelledFailure' });
    expect(git(storeOf(house), 'for-each-ref', `refs/nightshift/${RUN}/cancelled`)).toBe('');
  });
});

test('a change that is too large is not kept: the model is told, finds its files again, and can mend it', async () => {
  const aTry = newTry();
  const slip = await aTry.run([['bash', { command: 'echo work > work.txt; truncate -s 60M core' }]]);
  expect(slip.commit).toBe(house.base);
  expect(slip.ended).toBe('the change is too large to be kept');
  expect(slip.answers[0]).toMatch(/^note: the work of this turn is not kept yet.*"core" \(1 file, 62\.9 MB\)/);
  const mended = await aTry.run([['bash', { command: 'rm core; cat work.txt' }]], { turn: 2 });
  expect(mended.answers[0]).toMatch(/^work\n/);
  expect(git(storeOf(house), 'ls-tree', '--name-only', mended.commit).split('\n')).toContain('work.txt');
});
