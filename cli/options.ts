// Values of flags, read with the same rules and words as the configuration.
import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../core/duration.js';
import { parseUsd } from '../core/money.js';
import { BEST_OF_MAX, TOKENS_MAX } from '../core/terms.js';

/** Micro-dollars of an amount. */
export function usdArgument(text: string): number {
  const parsed = parseUsd(text);
  if (!parsed.ok) throw new InvalidArgumentError(parsed.problem);
  return parsed.microUsd;
}

/** Milliseconds. */
export function durationArgument(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError('Use a duration such as 2h, 30m or 90s.');
  return ms;
}

export function tokensArgument(text: string): number {
  return wholeArgument(text, 1, TOKENS_MAX);
}

export function bestOfArgument(text: string): number {
  return wholeArgument(text, 2, BEST_OF_MAX);
}

function wholeArgument(text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Use a whole number from ${min} to ${max}.`);
}

/** Names separated by commas, each once. */
export function namesArgument(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) throw new InvalidArgumentError('Separate names by single commas.');
  return [...new Set(names)];
}

/** A flag that may be given several times, each time with one name. */
export function oneMoreName(name: string, before: string[] | undefined): string[] {
  if (name.trim() === '') throw new InvalidArgumentError('Name a model as provider/model.');
  return [...new Set([...(before ?? []), name.trim()])];
}

/** A flag that may be given several times, each time with one file. */
export function oneMoreFile(path: string, before: string[] | undefined): string[] {
  return [...new Set([...(before ?? []), path])];
}

export function commandArgument(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Give a command, such as "npm test".');
  return text;
}

export function jsonOption(): Option {
  return new Option('--json', 'print one JSON document on standard output');
}

const NO_TIME = /^0[hms]?$/;

/** Milliseconds; none at all is a duration too. */
function drainArgument(text: string): number {
  return NO_TIME.test(text.trim()) ? 0 : durationArgument(text);
}

/** Model calls usually finish in this time; one that is cut off may have been billed. */
export const DRAIN_MS = 120_000;

export function drainOption(): Option {
  return new Option('--drain <duration>', 'how long work in flight may go on after SIGTERM')
    .argParser(drainArgument)
    .default(DRAIN_MS, '2m');
}

export function sandboxOption(): Option {
  return new Option('--sandbox <kind>', 'where code runs').choices(['bubblewrap', 'docker', 'none']);
}
