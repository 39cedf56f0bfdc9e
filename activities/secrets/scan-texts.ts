// Looks for secrets in texts with secretlint's rules. They are loaded once, in a thread that waits for the next texts:
// loading takes longer than most scans.
import { Worker } from 'node:worker_threads';
import { failure } from '../failure.js';

export interface ScannedText {
  /** Some rules look at it. */
  path: string;
  content: string;
}

export interface SecretMatch {
  /** Index of the text. */
  text: number;
  rule: string;
  /** Where it stands in the text's content. */
  start: number;
  end: number;
}

/** Null when it took longer than `timeoutMs`. Throws `SecretScanFailed` when the scanner breaks down. */
export type ScanTexts = (texts: readonly ScannedText[], timeoutMs: number) => Promise<SecretMatch[] | null>;

const THREAD = new URL('./scan-thread.mjs', import.meta.url);
const MEMORY_MEGABYTES_MAX = 1_024;
/** A thread takes some 30 MB, which nobody needs between runs. */
const IDLE_MS_MAX = 60_000;

/** The scanner of this process. */
export const scanTexts: ScanTexts = createTextScanner();

/**
 * A scanner with a thread of its own, begun with the first texts. It reads one thing at a time; a thread that is held up
 * is ended, and the next texts get a new one. While it waits it does not keep the process alive.
 */
export function createTextScanner(): ScanTexts {
  let thread: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function start(): Worker {
    const limits = { maxOldGenerationSizeMb: MEMORY_MEGABYTES_MAX };
    const started = new Worker(THREAD, { env: {}, execArgv: [], resourceLimits: limits });
    // Without a listener, one that breaks while it waits would take the process with it.
    started.on('error', () => undefined);
    started.once('exit', () => drop(started));
    return started;
  }

  function drop(ended: Worker): void {
    if (thread === ended) thread = null;
  }

  async function end(held: Worker): Promise<void> {
    drop(held);
    await held.terminate();
  }

  async function scan(texts: readonly ScannedText[], timeoutMs: number): Promise<SecretMatch[] | null> {
    clearTimeout(idle);
    const used = thread ?? start();
    thread = used;
    let matches: SecretMatch[] | null = null;
    try {
      matches = await answerOf(used, texts, timeoutMs);
      return matches;
    } finally {
      if (matches === null) await end(used);
      else idle = setTimeout(() => void end(used), IDLE_MS_MAX).unref();
    }
  }

  return (texts, timeoutMs) => {
    if (texts.length === 0) return Promise.resolve([]);
    const turn = last.then(() => scan(texts, timeoutMs));
    last = turn.catch(() => undefined);
    return turn;
  };
}

async function answerOf(
  thread: Worker,
  texts: readonly ScannedText[],
  timeoutMs: number,
): Promise<SecretMatch[] | null> {
  let timer: NodeJS.Timeout | undefined;
  let settle: Settle | undefined;
  thread.ref();
  try {
    return await new Promise<SecretMatch[] | null>((resolve, reject) => {
      settle = {
        message: resolve,
        error: (error) => reject(broken(error)),
        exit: () => reject(broken('it ended without an answer')),
      };
      timer = setTimeout(() => resolve(null), timeoutMs);
      thread.on('message', settle.message).on('error', settle.error).on('exit', settle.exit);
      thread.postMessage(texts);
    });
  } finally {
    clearTimeout(timer);
    if (settle) thread.off('message', settle.message).off('error', settle.error).off('exit', settle.exit);
    thread.unref();
  }
}

interface Settle {
  message(matches: SecretMatch[]): void;
  error(error: unknown): void;
  exit(): void;
}

function broken(cause: unknown) {
  return failure('SecretScanFailed', `the scanner for secrets failed: ${String(cause)}`, { cause });
}
