// A `test` script that does several things one after the other, such as style, tests and types. Run as one, nothing but
// its exit code can be read; run part by part, the tests among them are read one by one.
import { CHECKS_ONLY } from './checks-only.js';
import { chainTexts, commandChain } from './command-chain.js';
import { forceReport } from './force-report.js';
import type { Scripts } from './repository-facts.js';

export interface SplitScript {
  /** Commands that do what the script does, in its order. */
  commands: string[];
  /** Parts that only check style or supply, as they stand in the script. */
  leftOut: string[];
}

/** Scripts that run each other this deep are taken to run each other in a circle. */
const SCRIPT_DEPTH_MAX = 5;
/** Each part is a sandbox of its own, and shares the time limit with the others. */
const PARTS_MAX = 8;

const ASSIGNMENTS = /^(?:[A-Za-z_]\w*=[^\s"'`$]*\s+)*/;
/** Programs that are found without the folder of a package's own ones. */
const ON_PATH = /^(?:node|npm|npx|yarn|pnpm|python[\d.]*)$/;
/** What they do is gone in a shell of its own. */
const CHANGES_SHELL = /^(?:cd|export|set|source|\.|ulimit|umask|alias) /;
const RUNS_SCRIPT = /^(?:npm|pnpm|yarn) run(?:-script)? ([\w:.-]+)$/;
/** Scripts by name, one after the other or side by side. */
const RUNS_SCRIPTS = /^(?:run-s|run-p|npm-run-all) (?:-[\w-]+ )*([\w:.*-]+(?: [\w:.*-]+)*)$/;

/** Null where the script is best run as one: it is a single thing, or no part of it can be read test by test. */
export function splitScript(script: string, scripts: Scripts): SplitScript | null {
  const parts = partsOf(script, scripts, SCRIPT_DEPTH_MAX);
  if (parts.length < 2 || parts.length > PARTS_MAX || parts.some((part) => CHANGES_SHELL.test(part))) return null;
  const leftOut = parts.filter((part) => checksOnly(part, scripts));
  const kept = parts.filter((part) => !leftOut.includes(part));
  const readable = kept.filter((part) => isReadable(runnable(part), scripts)).length;
  // The runner at a script's end can be told to report through all that comes before it.
  const readableAsOne = leftOut.length === 0 && readable === 1 && isReadable('npm test', { ...scripts, test: script });
  if (readable === 0 || readableAsOne) return null;
  return { commands: kept.map((part) => commandFor(part, scripts)), leftOut };
}

/** The texts that the script runs one after another, those of other scripts in their place. */
function partsOf(script: string, scripts: Scripts, depth: number): string[] {
  const texts = chainTexts(script);
  if (texts === null || depth === 0) return [script];
  return texts.flatMap((text) => {
    const names = namesRun(text, scripts);
    if (names === null) return [text];
    return names.flatMap((name) => ofScript(name, names.length === 1 ? text : `npm run ${name}`, scripts, depth));
  });
}

/** A script that does one thing stays behind its name, as do those with scripts around them. */
function ofScript(name: string, text: string, scripts: Scripts, depth: number): string[] {
  const called = scripts[name];
  const hasMoreAround = `pre${name}` in scripts || `post${name}` in scripts;
  if (called === undefined || hasMoreAround) return [text];
  const parts = partsOf(called, scripts, depth - 1);
  return parts.length > 1 ? parts : [text];
}

function namesRun(text: string, scripts: Scripts): string[] | null {
  const one = RUNS_SCRIPT.exec(text)?.[1];
  if (one !== undefined) return [one];
  const several = RUNS_SCRIPTS.exec(text)?.[1]?.split(' ');
  const names = several?.flatMap((name) => matching(name, scripts));
  return names === undefined || names.length === 0 ? null : names;
}

/** `lint:*` means every script one step below `lint`. */
function matching(name: string, scripts: Scripts): string[] {
  if (!name.includes('*')) return [name];
  const escaped = name.replaceAll('.', String.raw`\.`).replaceAll('*', '[^:]*');
  return Object.keys(scripts).filter((other) => new RegExp(`^${escaped}$`).test(other));
}

function checksOnly(part: string, scripts: Scripts): boolean {
  if (isReadable(runnable(part), scripts)) return false;
  const called = RUNS_SCRIPT.exec(part)?.[1] ?? '';
  return CHECKS_ONLY.test(part) || CHECKS_ONLY.test(scripts[called] ?? '');
}

function isReadable(command: string, scripts: Scripts): boolean {
  return forceReport(command, scripts).format !== 'exitCode';
}

/** Programs of packages are found in a script and not beside it. Where a runner is told to report, npx finds them. */
function runnable(part: string): string {
  const assignments = ASSIGNMENTS.exec(part)?.[0] ?? '';
  const rest = part.slice(assignments.length);
  const program = commandChain(rest)?.[0]?.[0] ?? '';
  return ON_PATH.test(program) || program.includes('/') ? part : `${assignments}npx --no-install ${rest}`;
}

/** npm runs the text as it would a script, which may also name what the shell alone knows. */
function commandFor(part: string, scripts: Scripts): string {
  const command = runnable(part);
  const called = RUNS_SCRIPT.exec(part)?.[1];
  // Other package managers are only fetched for setup.
  if (called !== undefined) return `npm run ${called}`;
  if (isReadable(command, scripts)) return command;
  return `npm exec -c '${part.replaceAll("'", String.raw`'\''`)}'`;
}
