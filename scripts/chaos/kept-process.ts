// A process that is started again when it ends, as an init system would do it, until it says by its end that its work is
// done. What it prints goes to a log of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProcessEnd {
  exitCode: number | null;
  stdout: string;
}

export interface KeptOptions {
  name: string;
  /** Asked for before each start. */
  args(): string[];
  env: NodeJS.ProcessEnv;
  log: string;
  /** What it prints once it is at work. Absent: it is so at once. */
  ready?: RegExp;
  /** Whether it is started once more. */
  again(end: ProcessEnd): boolean;
}

export interface Kept {
  name: string;
  /** Null while it is down. */
  pid(): number | null;
  /** Whether it has come so far as to be at work. */
  isReady(): boolean;
  /** When it is started the next time, it is after so long. */
  stayDown(ms: number): void;
  /** Asks it to end and does not start it again. */
  stop(): Promise<void>;
  ended: Promise<void>;
}

const RESTART_MS = 300;
/** A drain waits for what is in flight, and a sandbox may still be at work. */
const STOP_WAIT_MS = 60_000;
const CLOSE_WAIT_MS = 2_000;

export function keep(options: KeptOptions): Kept {
  const stopping = new AbortController();
  let running: Started | null = null;
  let downMs = RESTART_MS;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      running = start(options);
      const end = await running.ended;
      running = null;
      if (stopping.signal.aborted || !options.again(end)) return;
      await sleep(downMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      downMs = RESTART_MS;
    }
  }

  const ended = run();
  return {
    name: options.name,
    pid: () => running?.child.pid ?? null,
    isReady: () => running?.isReady() ?? false,
    stayDown(ms) {
      downMs = ms;
    },
    async stop() {
      stopping.abort();
      running?.child.kill('SIGTERM');
      const patience = new AbortController();
      const late = sleep(STOP_WAIT_MS, true, { signal: patience.signal }).catch(() => false);
      if (await Promise.race([ended.then(() => false), late])) running?.child.kill('SIGKILL');
      patience.abort();
      await ended;
    },
    ended,
  };
}

interface Started {
  child: ChildProcess;
  isReady(): boolean;
  ended: Promise<ProcessEnd>;
}

function start({ args, env, log, ready }: KeptOptions): Started {
  const words = args();
  const file = createWriteStream(log, { flags: 'a' });
  file.write(`\n--- ${new Date().toISOString()} ${words.slice(1).join(' ')}\n`);
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    file.write(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    file.write(chunk);
  });
  const isReady = () => ready === undefined || ready.test(stdout) || ready.test(stderr);
  return { child, isReady, ended: endOf(child, () => stdout).finally(() => file.end()) };
}

/** What it printed is there at its close; but whoever inherited its output may outlive it. */
async function endOf(child: ChildProcess, stdout: () => string): Promise<ProcessEnd> {
  const closed = once(child, 'close');
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  const patience = new AbortController();
  await Promise.race([closed, sleep(CLOSE_WAIT_MS, null, { signal: patience.signal }).catch(() => null)]);
  patience.abort();
  return { exitCode, stdout: stdout() };
}
