// Runs one process under limits of time and output and sees to its death. Both sandboxes stand on it; what contains
// the process (a namespace, a process group) is said by the caller.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { EndReason } from '../../core/command.js';
import { errorCode } from '../workspace/error-code.js';
import { keepOutput } from './kept-output.js';
import type { SandboxLimits } from './sandbox.js';

/** After a kill, how long the process may take to end before its whole group is killed. */
const KILL_GRACE_MS = 1_000;
const COMPLAINT_CHARS_MAX = 4_000;
const STATUS_CHARS_MAX = 4_000;
/** Descriptor on which the process reports about itself. */
export const STATUS_DESCRIPTOR = 3;
/** Descriptor on which the process reads the first of `inputs`; the others follow. */
export const FIRST_INPUT_DESCRIPTOR = 4;

export interface ProcessPlan {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** What the process reads on descriptors from {@link FIRST_INPUT_DESCRIPTOR} on. */
  inputs: readonly (string | Buffer)[];
  /** True for a process that is to notice our death by the end of its standard input. */
  holdsStdin?: boolean;
  limits: Pick<SandboxLimits, 'timeoutMs' | 'outputBytesKept' | 'outputBytesMax'>;
  signal: AbortSignal;
  /** Whose death ends all the others, read from what came on descriptor 3; null while it is not known. */
  root(status: string): number | null;
  /**
   * Null where the death of `root` ends all. Else the process group is killed when the process ends, and output may go
   * on for this time, since a child that left the group holds the pipe open.
   */
  groupDrainMs: number | null;
  /** Called with the process's number when it was started; what it returns is called when the process has ended. */
  watch?: (pid: number, stop: (reason: StopReason) => void) => () => void;
}

/** Why a process was stopped from outside. */
export type StopReason = Extract<EndReason, 'timedOut' | 'outputLimit' | 'diskLimit' | 'cancelled'>;

export interface ProcessEnd {
  /** Why we stopped it, or null when it ended by itself. */
  stopped: StopReason | null;
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
  outputBytes: number;
  /** Standard error: the wrapper's own complaints, since commands have theirs joined to standard output. */
  complaints: string;
  /** What came on descriptor 3. */
  status: string;
  durationMs: number;
}

/** Resolves when the process and its group are dead. Rejects with Node's error when it cannot be started. */
export function runContained(plan: ProcessPlan): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const child = spawn(plan.file, plan.args, {
      cwd: plan.cwd,
      env: plan.env,
      // Its own session: a Ctrl-C in our terminal is ours to answer.
      detached: true,
      stdio: [plan.holdsStdin ? 'pipe' : 'ignore', 'pipe', 'pipe', 'pipe', ...plan.inputs.map(() => 'pipe' as const)],
    });
    const output = keepOutput(plan.limits.outputBytesKept);
    const complaints = collectText(child.stderr, COMPLAINT_CHARS_MAX);
    const status = collectText(readableAt(child, STATUS_DESCRIPTOR), STATUS_CHARS_MAX);
    const timers: NodeJS.Timeout[] = [];
    let stopped: StopReason | null = null;
    let exited = false;
    const endWatch = child.pid === undefined ? undefined : plan.watch?.(child.pid, stop);

    function stop(reason: StopReason): void {
      if (stopped !== null || exited) return;
      stopped = reason;
      const root = plan.root(status());
      if (root === null) killGroup(child);
      else killQuietly(root);
      timers.push(setTimeout(() => killGroup(child), KILL_GRACE_MS));
    }
    const onAbort = () => stop('cancelled');
    function cleanUp(): void {
      for (const timer of timers) clearTimeout(timer);
      endWatch?.();
      plan.signal.removeEventListener('abort', onAbort);
    }

    child.stdout?.on('data', (chunk: Buffer) => {
      output.add(chunk);
      if (output.bytes() > plan.limits.outputBytesMax) stop('outputLimit');
    });
    child.once('error', (error) => {
      cleanUp();
      reject(error);
    });
    child.once('exit', () => {
      exited = true;
      if (plan.groupDrainMs === null) return;
      killGroup(child);
      // The immediate lets what lies in the pipe be read first when the loop was late.
      timers.push(setTimeout(() => setImmediate(destroyStreams, child), plan.groupDrainMs));
    });
    child.once('close', (code, signal) => {
      cleanUp();
      const durationMs = Math.round(performance.now() - startedMs);
      const texts = { output: output.text(), complaints: complaints(), status: status() };
      resolve({ stopped, code, signal, outputBytes: output.bytes(), durationMs, ...texts });
    });
    feedInputs(child, plan.inputs);
    timers.push(setTimeout(() => stop('timedOut'), plan.limits.timeoutMs));
    plan.signal.addEventListener('abort', onAbort);
    if (plan.signal.aborted) onAbort();
  });
}

function collectText(stream: Readable | null, charsMax: number): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(0, charsMax);
  });
  return () => text;
}

function readableAt(child: ChildProcess, descriptor: number): Readable | null {
  const stream = child.stdio[descriptor];
  return stream && 'read' in stream ? stream : null;
}

function feedInputs(child: ChildProcess, inputs: ProcessPlan['inputs']): void {
  for (const [index, input] of inputs.entries()) {
    const stream: Readable | Writable | null | undefined = child.stdio[FIRST_INPUT_DESCRIPTOR + index];
    if (!stream || !('end' in stream)) continue;
    // A process that dies before it has read its inputs says so by its exit; the broken pipe adds nothing.
    stream.on('error', () => undefined);
    stream.end(input);
  }
}

function destroyStreams(child: ChildProcess): void {
  for (const stream of child.stdio) stream?.destroy();
}

function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined) killQuietly(-child.pid);
}

/** Kills a process, or a group when negative; one that is gone already is what was wanted. */
function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
