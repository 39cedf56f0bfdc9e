// Turns a test command into one that also writes a report, following npm scripts to the runner behind them. Where the
// command cannot be understood it stays as it is, and its exit code decides.
import type { ReportFormat } from '../../validator.js';
import { commandChain, innermostCommand } from './command-chain.js';
import { HELPERS_MOUNT, type Runner, runnerOf } from './runner.js';

export interface ReportingCommand {
  command: string;
  format: ReportFormat;
  /** The runner's name, or empty when it is not known. */
  runner: string;
}

/** npm scripts by name. */
export type Scripts = Readonly<Record<string, string>>;

/** Scripts that call each other this deep are taken to call each other in a circle. */
const SCRIPT_DEPTH_MAX = 5;

export function forceReport(command: string, scripts: Scripts): ReportingCommand {
  const plain: ReportingCommand = { command, format: 'exitCode', runner: '' };
  const chain = commandChain(command);
  const last = chain?.at(-1);
  if (!chain || !last) return plain;
  const own = innermostCommand(last);
  if (isGoTest(own)) return { command: goTest(command), format: 'gotest', runner: 'go test' };
  if (isUnittest(own)) return { command: unittest(command), format: 'jest', runner: 'unittest' };
  const found = followScripts(command, scripts, SCRIPT_DEPTH_MAX);
  return found ? tell(command, found) : plain;
}

interface FoundRunner {
  runner: Runner;
  /** Written between the command and what is added to it: a `--` for each npm script on the way. */
  separator: string;
}

function followScripts(command: string, scripts: Scripts, depth: number): FoundRunner | null {
  const chain = commandChain(command);
  const last = chain?.at(-1);
  if (!chain || !last || depth === 0) return null;
  const runner = runnerOf(last);
  if (runner) {
    // Each run of a runner would overwrite the report of the one before.
    const runs = chain.filter((words) => runnerOf(words)?.name === runner.name).length;
    return runs === 1 ? { runner, separator: '' } : null;
  }
  const script = scriptOf(last);
  const text = script === null ? undefined : scripts[script.name];
  if (script === null || text === undefined) return null;
  const found = followScripts(text, scripts, depth - 1);
  return found && { ...found, separator: `${script.separator}${found.separator}` };
}

/** The npm script that the words run. npm hands on only what stands behind `--`; yarn and pnpm hand on everything. */
function scriptOf(words: readonly string[]): { name: string; separator: string } | null {
  const [program, ...rest] = words.filter((word) => !word.startsWith('-'));
  if (program !== 'npm' && program !== 'yarn' && program !== 'pnpm') return null;
  const separator = program === 'npm' ? '-- ' : '';
  const [verb, name] = rest;
  if (verb === 'test' || verb === 't') return { name: 'test', separator };
  if ((verb === 'run' || verb === 'run-script') && name !== undefined) return { name, separator };
  return null;
}

function tell(command: string, { runner, separator }: FoundRunner): ReportingCommand {
  const { told, nodeOptions } = runner;
  const named = { format: runner.format, runner: runner.name };
  const added = told.words === '' ? '' : ` ${separator}${told.words}`;
  if (told.by === 'output') return { ...named, command: `{ ${command}${added}; } > {report}` };
  // Exported, since the command may be a chain.
  const environment = nodeOptions === undefined ? '' : `export NODE_OPTIONS="${nodeOptions}"; `;
  return { ...named, command: `${environment}${command}${added}` };
}

function isGoTest(words: readonly string[]): boolean {
  return words[0] === 'go' && words[1] === 'test';
}

/** `-count=1` keeps go from answering out of its cache; the report holds the output too. */
function goTest(command: string): string {
  const counted = /\s-count\b/.test(command) ? '' : ' -count=1';
  return `{ ${command.replace(/\bgo test\b(?!.*\bgo test\b)/, `go test -json${counted}`)}; } > {report}`;
}

function isUnittest(words: readonly string[]): boolean {
  return /^python[\d.]*$/.test(words[0]?.split('/').at(-1) ?? '') && words[1] === '-m' && words[2] === 'unittest';
}

function unittest(command: string): string {
  return command.replace(/-m unittest\b(?!.*-m unittest\b)/, `${HELPERS_MOUNT}/unittest_report.py {report}`);
}
