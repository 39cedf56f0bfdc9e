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
  /** Whether it is started once more. */
  again(end: ProcessEnd): boolean;
}

export interface Kept {
  name: string;
  /** Null while it is down. */
  pid(): number | null;
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
  let child: ChildProcess | null = null;
  let downMs = RESTART_MS;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const started = start(options);
      child = started.child;
      const end = await started.ended;
      child = null;
      if (stopping.signal.aborted || !options.again(end)) return;
      await sleep(downMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      downMs = RESTART_MS;
    }
  }

  const ended = run();
  return {
    name: options.name,
    pid: () => child?.pid ?? null,
    stayDown(ms) {
      downMs = ms;
    },
    async stop() {
      stopping.abort();
      child?.kill('SIGTERM');
      const patience = new AbortController();
      const late = sleep(STOP_WAIT_MS, true, { signal: patience.signal }).catch(() => false);
      if (await Promise.race([ended.then(() => false), late])) child?.kill('SIGKILL');
      patience.abort();
      await ended;
    },
    ended,
  };
}

function start({ args, env, log }: KeptOptions): { child: ChildProcess; ended: Promise<ProcessEnd> } {
  const words = args();
  const file = createWriteStream(log, { flags: 'a' });
  file.write(`\n--- ${new Date().toISOString()} ${words.slice(1).join(' ')}\n`);
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    file.write(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => file.write(chunk));
  return { child, ended: endOf(child, () => stdout).finally(() => file.end()) };
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
