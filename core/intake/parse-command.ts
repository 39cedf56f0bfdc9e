// Finds and reads the command in a comment: `/nightshift WORD ...` at the beginning of a line.
import { parseUsd } from '../money.js';
import type { Optimize } from '../terms.js';
import { type Command, type Deadline, HASH_DIGITS_MIN, NO_WISHES, type Wishes } from './command.js';
import { parseDeadline } from './parse-deadline.js';
import { spokenLines } from './spoken-lines.js';

export type ParsedComment =
  | { kind: 'none' }
  /** `more`: others stand below it, which are not looked at. */
  | { kind: 'command'; command: Command; more: boolean }
  /** The problem is one sentence without its full stop; it repeats nothing that could be taken for a mention or markup. */
  | { kind: 'malformed'; problem: string; more: boolean };

type Read = Command | { problem: string };
type ReadWord = (args: readonly string[]) => Read;

const COMMAND = /^ {0,3}\/nightshift(?=\s|$)(.*)$/i;
const HASH = /^[0-9a-f]{1,64}$/i;
const SHOWN_CHARS_MAX = 40;
const OPTIMIZE: readonly Optimize[] = ['cost', 'balanced', 'speed'];

/** Takes any text. */
export function parseComment(text: string): ParsedComment {
  const [first, ...rest] = spokenLines(text).flatMap((line) => COMMAND.exec(line)?.[1] ?? []);
  if (first === undefined) return { kind: 'none' };
  const read = readCommand(first.split(/\s+/).filter((word) => word !== ''));
  const more = rest.length > 0;
  return 'problem' in read ? { kind: 'malformed', ...read, more } : { kind: 'command', command: read, more };
}

function readCommand([word = '', ...args]: readonly string[]): Read {
  if (word === '') return { problem: 'there is no command behind `/nightshift`' };
  const read = READERS.get(word.toLowerCase());
  return read ? read(args) : { problem: `${shown(word)} is no command` };
}

const READERS: ReadonlyMap<string, ReadWord> = new Map<string, ReadWord>([
  ['run', readRun],
  ['retry', readRetry],
  ['budget', readBudget],
  ['approve', readApprove],
  ['status', alone('status')],
  ['pause', alone('pause')],
  ['resume', alone('resume')],
  ['cancel', alone('cancel')],
  ['explain', alone('explain')],
]);

function alone(kind: 'status' | 'pause' | 'resume' | 'cancel' | 'explain'): ReadWord {
  return ([unexpected]) => (unexpected === undefined ? { kind } : notExpected(unexpected, kind));
}

function readRun(args: readonly string[]): Read {
  const wishes = readWishes(args, ['budget', 'by', 'optimize'], 'run');
  return 'problem' in wishes ? wishes : { kind: 'run', ...wishes };
}

function readRetry(args: readonly string[]): Read {
  const wishes = readWishes(args, ['budget'], 'retry');
  return 'problem' in wishes ? wishes : { kind: 'retry', budgetMicroUsd: wishes.budgetMicroUsd };
}

function readBudget([amount, unexpected]: readonly string[]): Read {
  const read = readAmount(amount);
  if ('problem' in read) return read;
  return unexpected === undefined ? { kind: 'budget', ...read } : notExpected(unexpected, 'budget');
}

function readApprove([hash, unexpected]: readonly string[]): Read {
  if (unexpected !== undefined) return notExpected(unexpected, 'approve');
  if (hash === undefined) return { kind: 'approve', hash: null };
  if (!HASH.test(hash)) return { problem: `${shown(hash)} is no hash` };
  if (hash.length < HASH_DIGITS_MIN)
    return { problem: `${shown(hash)} is too short: give ${HASH_DIGITS_MIN} digits or more` };
  return { kind: 'approve', hash: hash.toLowerCase() };
}

type Wish = 'budget' | 'by' | 'optimize';

/** In any order, each at most once. */
function readWishes(args: readonly string[], known: readonly Wish[], command: string): Wishes | { problem: string } {
  const wishes = { ...NO_WISHES };
  const said = new Set<string>();
  for (let at = 0; at < args.length; at += 2) {
    const word = args[at] ?? '';
    const wish = known.find((one) => one === word.toLowerCase());
    if (wish === undefined) return notExpected(word, command);
    if (said.has(wish)) return { problem: `\`${wish}\` is said twice` };
    said.add(wish);
    const read = readWish(wish, args[at + 1]);
    if ('problem' in read) return read;
    Object.assign(wishes, read);
  }
  return wishes;
}

function readWish(wish: Wish, value: string | undefined): Partial<Wishes> | { problem: string } {
  if (wish === 'by') return readTime(value);
  if (wish === 'optimize') {
    const optimize = OPTIMIZE.find((one) => one === value?.toLowerCase());
    return optimize ? { optimize } : { problem: 'behind `optimize` stands `cost`, `balanced` or `speed`' };
  }
  const amount = readAmount(value);
  return 'problem' in amount ? amount : { budgetMicroUsd: amount.microUsd };
}

function readTime(value: string | undefined): { deadline: Deadline } | { problem: string } {
  const deadline = value === undefined ? null : parseDeadline(value);
  if (deadline) return { deadline };
  const what = value === undefined ? 'there is no time behind `by`' : `${shown(value)} is no time`;
  return { problem: `${what}: use \`06:00\` (UTC), \`06:00+02:00\`, \`2026-11-30T06:00Z\` or \`3h\`` };
}

function readAmount(value: string | undefined): { microUsd: number } | { problem: string } {
  if (value === undefined)
    return { problem: 'there is no amount behind `budget`: use one in dollars, such as `$5.00`' };
  const parsed = parseUsd(value);
  return parsed.ok
    ? { microUsd: parsed.microUsd }
    : { problem: `${shown(value)} is no amount that can be given: use one above 0 in dollars, such as \`$5.00\`` };
}

function notExpected(word: string, command: string): { problem: string } {
  return { problem: `${shown(word)} means nothing behind \`/nightshift ${command}\`` };
}

/** As code, so that it mentions nobody and is no markup. */
function shown(word: string): string {
  const plain = word.replace(/[`\p{C}]/gu, '');
  const letters = [...plain];
  return `\`${letters.length > SHOWN_CHARS_MAX ? `${letters.slice(0, SHOWN_CHARS_MAX).join('')}…` : plain || '?'}\``;
}
