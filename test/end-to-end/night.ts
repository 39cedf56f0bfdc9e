// A night on a small scale: the demo's library and spec, the scripted model, and the built command as a process of its
// own that can be killed. Everything is real but the model.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { findHome, type Home } from '../../activities/home.js';
import type { Receipt } from '../../core/receipt.js';
import { prepareDemoRepository } from '../../scripts/demo/prepare.js';
import { SCRIPTED_KEY_VARIABLE, scriptedConfig } from '../../scripts/demo/scripted-config.js';
import { type ScriptedModel, startScriptedModel } from '../../scripts/demo/scripted-model.js';
import { findBubblewrap } from '../../workers/programs/find-bubblewrap.js';
import { findTemporal } from '../../workers/programs/find-temporal.js';
import { stopServer } from '../../workers/server/keep-server.js';
import { readServerFile } from '../../workers/server/server-file.js';
import { giveQuietPorts } from '../doubles/quiet-ports.js';

/** The tests run the sources; the command is always the built one. */
const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SPEC = fileURLToPath(new URL('../../scripts/demo/SPEC.md', import.meta.url));
const POLL_MS = 20;

export interface Night {
  room: string;
  repository: string;
  spec: string;
  /** The operator's file, which names the scripted model. */
  config: string;
  model: ScriptedModel;
  /** Where its server and its ledger are. */
  home: Home;
  /** What its commands are told by the environment. */
  env: NodeJS.ProcessEnv;
  /** Starts `nightshift run` on the demo's spec, with further arguments. */
  run(...args: string[]): Running;
  /** The same run from a home of its own, as a worker on another machine would do it; `env` is added. */
  runFrom(home: string, env: NodeJS.ProcessEnv, ...args: string[]): Running;
  /** Starts any command. */
  command(...args: string[]): Running;
  end(): Promise<void>;
}

export interface Running {
  child: ChildProcess;
  /** All that it printed so far, both streams. */
  printed(): string;
  ended: Promise<{ exitCode: number | null; stdout: string }>;
}

export interface NightOptions {
  latencyMs: number;
  /** The model's first try breaks a test, so that the night has a failing judgement and a repair. */
  slips: boolean;
  /** Where the command stands; benches are built beside it. */
  built?: string;
}

export async function startNight({ built = COMMAND, ...options }: NightOptions): Promise<Night> {
  const room = await mkdtemp(join(tmpdir(), 'nightshift-night-'));
  const repository = await prepareDemoRepository(join(room, 'plain-format'));
  await settle(repository);
  const model = await startScriptedModel(options);
  const config = join(room, 'operator.yml');
  await writeFile(config, stringify(scriptedConfig(model.url)));
  const env = await environment(room);
  const { state } = findHome(env);
  await mkdir(state, { recursive: true });
  await giveQuietPorts(state);
  const started: Running[] = [];
  const begin = (args: readonly string[], own: NodeJS.ProcessEnv) => {
    const running = start([built, ...args], own);
    started.push(running);
    return running;
  };
  const command = (...args: string[]) => begin(args, env);
  const theRun = ['run', SPEC, '--repo', repository, '--config', config, '--budget', '1'];
  return {
    room,
    repository,
    spec: SPEC,
    config,
    model,
    home: findHome(env),
    env,
    command,
    run: (...args) => command(...theRun, ...args),
    runFrom: (home, added, ...args) => begin([...theRun, ...args], { ...env, ...added, NIGHTSHIFT_HOME: home }),
    async end() {
      // Where a test failed half way, its commands still work.
      await Promise.all(started.map(killHard));
      await stopServer({ home: findHome(env), env, say: () => undefined });
      await model.close();
      await rm(room, { recursive: true, force: true });
    },
  };
}

/** Nights are about what happens around the tests: these start without npm, and the base is run once. */
async function settle(repository: string): Promise<void> {
  await writeFile(join(repository, 'nightshift.yml'), 'validator: { test: node --test, baselineRuns: 1 }\n');
  const by = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  execFileSync('git', ['-C', repository, 'add', 'nightshift.yml']);
  execFileSync('git', ['-C', repository, ...by, 'commit', '--quiet', '--message=Say how it is tested']);
}

/** A home of its own, with the programs of the user's cache, so that they are fetched once. */
async function environment(room: string): Promise<NodeJS.ProcessEnv> {
  const options = { cache: findHome(process.env).cache, env: process.env, say: () => undefined };
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NIGHTSHIFT_HOME: join(room, 'home'),
    NIGHTSHIFT_TEMPORAL_BIN: (await findTemporal(options)).path,
    NIGHTSHIFT_BWRAP_BIN: (await findBubblewrap(options)).path,
    TEMPORAL_CONFIG_FILE: join(room, 'no-temporal-profiles.toml'),
    [SCRIPTED_KEY_VARIABLE]: 'sk-planted-key-that-must-not-leak',
  };
}

function start(args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let all = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    all += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    all += chunk.toString();
  });
  const ended = new Promise<{ exitCode: number | null; stdout: string }>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stdout }));
  });
  return { child, printed: () => all, ended };
}

/** Waits for something that the run does; fails with what it printed when it ends before. */
export async function until(running: Running, what: string, happened: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await happened())) {
    if (running.child.exitCode !== null) throw new Error(`it ended before ${what}:\n${running.printed()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Whether a process runs in the sandbox right now on behalf of this command. */
export async function runsInSandbox(running: Running): Promise<boolean> {
  return (await sandboxesOf(running)).length > 0;
}

/** Processes that contain what runs in the sandbox on behalf of this command. */
export async function sandboxesOf(running: Running): Promise<number[]> {
  const children = await childrenOf(running.child.pid ?? 0);
  const names = await Promise.all(children.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return children.filter((_, index) => names[index]?.includes('bwrap'));
}

/** Calls that the model answered more than once, by what makes them one and the same. */
export function boughtTwice({ model }: Night): string[] {
  const names = callNames({ model });
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** What makes a call the same one, for each call in the order in which they came. */
export function callNames({ model }: Pick<Night, 'model'>): string[] {
  return model.calls().map((call) => `${call.attempt} turn ${call.turnsTaken}`);
}

/** Waits until the run judges and a test of it runs in the sandbox. */
export async function untilTestRun(running: Running): Promise<void> {
  await until(running, 'a judgement', () => running.printed().includes('judging'));
  await until(running, 'a test run', () => runsInSandbox(running));
}

/** The Temporal server that the night's commands share, killed as by a power cut. */
export async function killServer({ home }: Night): Promise<void> {
  const { server } = await readServerFile(home.state);
  if (!server) throw new Error('no server runs');
  process.kill(server.pid, 'SIGKILL');
}

/** Kills the command with its whole family gone at once, as a power cut would, but for the Temporal server. */
export async function killHard(running: Running): Promise<void> {
  running.child.kill('SIGKILL');
  await running.ended;
}

export function receiptOf(stdout: string): Receipt {
  const { receipt } = JSON.parse(stdout) as { receipt: Receipt | null };
  if (!receipt) throw new Error(`there is no receipt in ${stdout}`);
  return receipt;
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return lists.join(' ').split(' ').map(Number).filter(Boolean);
}
