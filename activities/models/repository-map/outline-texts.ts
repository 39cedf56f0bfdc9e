// Outlines of texts by tree-sitter, in a thread of its own. Texts without a grammar, too large ones
// and those that break their grammar get a plain outline. What was parsed is remembered by its content.
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { grammarOf, type Outline } from './outline.js';
import { plainOutline } from './plain-outline.js';

const THREAD = new URL('./outline-thread.mjs', import.meta.url);
const PARSED_CHARS_MAX = 128_000;
const LIMITS = { maxOldGenerationSizeMb: 512 };
/** For a bug of a grammar: what a text may use is limited by steps inside the thread. */
const SILENCE_MS_MAX = 20_000;
/** Whoever asks has two minutes in all. */
const BREAKS_MAX = 2;
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
  for (let breaks = 0; outlines.length < jobs.length && breaks <= BREAKS_MAX; breaks++) {
    const left = jobs.slice(outlines.length);
    const done = await inTurn(() => parseUntilItBreaks(left, thread));
    outlines.push(...done);
    // The one at which the thread ended is what broke it.
    if (done.length < left.length) outlines.push(null);
  }
  return jobs.map((_, index) => outlines[index] ?? null);
}

/** One after the other: answers of a thread come without a name. */
let lastTurn: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(work, work);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function parseUntilItBreaks(jobs: readonly Job[], thread: URL): Promise<(Outline | null)[]> {
  const worker = await readyThread(thread);
  const done: (Outline | null)[] = [];
  await untilSilent(
    worker,
    (said, end) => {
      done.push(said as Outline | null);
      if (done.length === jobs.length) end();
    },
    jobs,
  );
  if (done.length < jobs.length) endThread(thread);
  return done;
}

/** Loading the parser and its grammars takes far more than parsing, so that a thread is kept for those who come next. */
const threads = new Map<string, Worker>();

async function readyThread(thread: URL): Promise<Worker> {
  const known = threads.get(thread.href);
  if (known) return known;
  const worker = new Worker(thread, { env: {}, execArgv: [], resourceLimits: LIMITS });
  let ready = false;
  let problem: unknown = 'it is silent';
  worker.on('error', (error) => {
    problem = error;
  });
  worker.once('exit', () => endThread(thread));
  threads.set(thread.href, worker);
  await untilSilent(worker, (_, end) => {
    ready = true;
    end();
  });
  if (ready) return worker;
  endThread(thread);
  throw new Error(`no text can be parsed, as the thread for it does not start: ${String(problem)}`);
}

/** Until `hear` says so, the thread ends, or nothing is heard for too long. It holds up the process no longer than that. */
async function untilSilent(
  worker: Worker,
  hear: (said: unknown, end: () => void) => void,
  jobs: readonly Job[] = [],
): Promise<void> {
  worker.ref();
  let timer: NodeJS.Timeout | undefined;
  let listener: ((said: unknown) => void) | undefined;
  let ended: (() => void) | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SILENCE_MS_MAX);
    listener = (said) => {
      timer?.refresh();
      hear(said, resolve);
    };
    ended = resolve;
    worker.on('message', listener);
    worker.once('exit', ended);
    for (const { language, text } of jobs) worker.postMessage({ language, text });
  });
  clearTimeout(timer);
  if (listener) worker.off('message', listener);
  if (ended) worker.off('exit', ended);
  worker.unref();
}

function endThread(thread: URL): void {
  const worker = threads.get(thread.href);
  threads.delete(thread.href);
  // Not waited for: the engine first finishes compiling large grammars, which takes seconds.
  void worker?.terminate();
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
