// Outlines of texts by tree-sitter, in a thread that lives as long as one call. Texts without a grammar, too large ones
// and those that break their grammar get a plain outline. What was parsed is remembered by its content.
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { grammarOf, type Outline } from './outline.js';
import { plainOutline } from './plain-outline.js';

const THREAD = new URL('./outline-thread.mjs', import.meta.url);
const PARSED_CHARS_MAX = 128_000;
const MEMORY_MEGABYTES_MAX = 512;
/** For a bug of a grammar: what a text may use is limited by steps inside the thread. */
const SILENCE_MS_MAX = 15_000;
const RESTARTS_MAX = 3;
/** Some 2 kB each. */
const REMEMBERED_MAX = 5_000;

interface Job {
  path: string;
  language: string;
  text: string;
}

const remembered = new Map<string, Outline>();

/** An outline for every text, by path. */
export async function outlineTexts(texts: ReadonlyMap<string, string>, thread = THREAD): Promise<Map<string, Outline>> {
  const outlines = new Map<string, Outline>();
  const jobs: Job[] = [];
  for (const [path, text] of texts) {
    const language = grammarOf(path);
    const known = language === null ? undefined : remembered.get(keyOf(language, text));
    if (known) outlines.set(path, known);
    else if (language !== null && text.length <= PARSED_CHARS_MAX) jobs.push({ path, language, text });
    else outlines.set(path, plainOutline(text));
  }
  // A thread loads each grammar once, whatever the order.
  for (const [index, outline] of (await parseAll(jobs, thread)).entries()) {
    const { path, language, text } = jobs[index] as Job;
    if (outline !== null) remember(keyOf(language, text), outline);
    outlines.set(path, outline ?? plainOutline(text));
  }
  return outlines;
}

/** In the order of the jobs; null for what could not be parsed. */
async function parseAll(jobs: readonly Job[], thread: URL): Promise<(Outline | null)[]> {
  const outlines: (Outline | null)[] = [];
  for (let starts = 0; outlines.length < jobs.length && starts <= RESTARTS_MAX; starts++) {
    const left = jobs.slice(outlines.length);
    const done = await parseUntilItBreaks(left, thread);
    outlines.push(...done);
    // The one at which the thread ended is what broke it.
    if (done.length < left.length) outlines.push(null);
  }
  return jobs.map((_, index) => outlines[index] ?? null);
}

async function parseUntilItBreaks(jobs: readonly Job[], thread: URL): Promise<(Outline | null)[]> {
  const worker = new Worker(thread, {
    workerData: jobs.map(({ language, text }) => ({ language, text })),
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES_MAX },
  });
  // Ends without being waited for: the engine first finishes compiling large grammars, which takes seconds.
  worker.unref();
  const done: (Outline | null)[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      let ready = false;
      const end = (cause: unknown) =>
        ready ? resolve() : reject(new Error(`no text can be parsed: ${String(cause)}`));
      timer = setTimeout(end, SILENCE_MS_MAX, 'the thread is silent');
      worker.on('message', (said: Outline | null | 'ready') => {
        timer?.refresh();
        if (said === 'ready') ready = true;
        else done.push(said);
        if (done.length === jobs.length) resolve();
      });
      worker.once('error', end);
      worker.once('exit', end);
    });
  } finally {
    clearTimeout(timer);
    void worker.terminate();
  }
  return done;
}

function keyOf(language: string, text: string): string {
  return `${language} ${createHash('sha256').update(text).digest('hex')}`;
}

function remember(key: string, outline: Outline): void {
  remembered.set(key, outline);
  if (remembered.size <= REMEMBERED_MAX) return;
  for (const oldest of remembered.keys()) {
    remembered.delete(oldest);
    return;
  }
}
