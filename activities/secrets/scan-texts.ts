// Looks for secrets in texts with secretlint's rules. They are loaded in a thread that lives as long as one scan.
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

const THREAD = new URL('./scan-thread.mjs', import.meta.url);
const MEMORY_MEGABYTES_MAX = 1_024;

/** Null when it took longer than `timeoutMs`. Throws `SecretScanFailed` when the scanner breaks down. */
export async function scanTexts(texts: readonly ScannedText[], timeoutMs: number): Promise<SecretMatch[] | null> {
  if (texts.length === 0) return [];
  const limits = { maxOldGenerationSizeMb: MEMORY_MEGABYTES_MAX };
  const thread = new Worker(THREAD, { workerData: texts, env: {}, execArgv: [], resourceLimits: limits });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<SecretMatch[] | null>((resolve, reject) => {
      timer = setTimeout(() => resolve(null), timeoutMs);
      thread.once('message', resolve);
      thread.once('error', (error) => reject(broken(error)));
      thread.once('exit', () => reject(broken('it ended without an answer')));
    });
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}

function broken(cause: unknown) {
  return failure('SecretScanFailed', `the scanner for secrets failed: ${String(cause)}`, { cause });
}
