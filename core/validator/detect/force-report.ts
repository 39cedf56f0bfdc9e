// Turns a test command into one that also writes a report, following npm scripts to the runner behind them. Where the
// command cannot be understood it stays as it is, and its exit code decides.
import { commandChain, innermostCommand } from './command-chain.js';
import type { ReportingCommand } from './reporting-command.js';
import type { Scripts } from './repository-facts.js';
import { rewriteCommand } from './rewrite-command.js';
import { type Runner, runnerOf } from './runner.js';

/** Scripts that call each other this deep are taken to call each other in a circle. */
const SCRIPT_DEPTH_MAX = 5;

export function forceReport(command: string, scripts: Scripts): ReportingCommand {
  const plain: ReportingCommand = { command, format: 'exitCode', runner: '' };
  const chain = commandChain(command);
  const last = chain?.at(-1);
  if (!chain || !last) return plain;
  const rewritten = rewriteCommand(command, innermostCommand(last));
  if (rewritten) return rewritten;
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
  const { told, environment = {} } = runner;
  const named = { format: runner.format, runner: runner.name };
  const added = told.words === '' ? '' : ` ${separator}${told.words}`;
  // Exported, since the command may be a chain.
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}="${value}"; `);
  const telling = `${exports.join('')}${command}${added}`;
  return { ...named, command: told.by === 'output' ? `{ ${telling}; } > {report}` : telling };
}
