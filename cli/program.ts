// The nightshift command: its subcommands, and how every one of them ends.
import { Command, CommanderError } from 'commander';
import { LedgerProblem } from '../activities/ledger/ledger.js';
import { RepositoryProblem } from '../activities/workspace/workspace.js';
import { SetupProblem } from '../workers/setup-problem.js';
import type { World } from './context.js';
import { plainText } from './display/plain-text.js';
import { CliProblem, EXIT, type ExitCode } from './problem.js';
import { redactingWorld } from './redacting-world.js';
import { createScreen, describeUnexpected } from './screen.js';
import { readVersion } from './version.js';

/** What a command does when it is called: it gives its exit code back to {@link runCli}. */
export type CommandEnd = (exitCode: ExitCode) => void;

interface CommandEntry {
  description: string;
  load(): Promise<{ define: DefineCommand }>;
}

/** Adds a command's arguments, flags, examples and action. */
export type DefineCommand = (command: Command, world: World, end: CommandEnd) => void;

/** Loaded when called: together they would take seconds, and each is called alone. */
const COMMANDS: Record<string, CommandEntry> = {
  run: { description: 'take one spec to a tested branch', load: () => import('./commands/run.js') },
  submit: { description: 'start a run and leave it to the workers', load: () => import('./commands/submit.js') },
  worker: { description: 'work on submitted runs', load: () => import('./commands/worker.js') },
  up: { description: 'the local server and a worker in one', load: () => import('./commands/up.js') },
  intake: { description: "take GitHub's webhooks", load: () => import('./commands/intake.js') },
  status: { description: 'show the runs, or one of them', load: () => import('./commands/status.js') },
  watch: { description: 'follow a run until it ends', load: () => import('./commands/watch.js') },
  receipt: { description: 'show what was delivered, tried and paid', load: () => import('./commands/receipt.js') },
  ui: { description: "open Temporal's UI and leave the local server up", load: () => import('./commands/ui.js') },
  pause: { description: 'let calls in flight finish and start nothing new', load: () => import('./commands/pause.js') },
  resume: { description: 'go on after a pause', load: () => import('./commands/resume.js') },
  cancel: {
    description: 'end a run; what it spent and tried stays in its receipt',
    load: () => import('./commands/cancel.js'),
  },
  budget: { description: 'set a new total budget for a run', load: () => import('./commands/budget.js') },
  approve: { description: 'let work on a plan begin', load: () => import('./commands/approve.js') },
  gc: { description: 'remove what nobody needs any more', load: () => import('./commands/gc.js') },
  doctor: {
    description: 'say what is there, what is missing and what to do',
    load: () => import('./commands/doctor.js'),
  },
};

const EXIT_CODES = `
Exit codes: 0 delivered or done, 1 error, 2 usage, 3 waits for a larger budget or an approval, 4 nothing passed or a
draft only, 130 left with Ctrl-C.
Settings: NIGHTSHIFT_HOME, NIGHTSHIFT_BUDGET, NIGHTSHIFT_BUDGET_CEILING, NIGHTSHIFT_PORTFOLIO, NIGHTSHIFT_SANDBOX,
TEMPORAL_ADDRESS, NO_COLOR, NIGHTSHIFT_DEBUG.`;

/** Runs one command line (without `node` and the script's name) and gives its exit code. Never throws. */
export async function runCli(args: readonly string[], given: World): Promise<ExitCode> {
  const world = redactingWorld(given);
  let exitCode: ExitCode = EXIT.delivered;
  const end: CommandEnd = (code) => {
    exitCode = code;
  };
  try {
    const program = await createProgram(args, world, end);
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has said its part by itself.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.delivered : EXIT.usage;
    return explain(error, args.includes('--json'), world);
  }
}

async function createProgram(args: readonly string[], world: World, end: CommandEnd): Promise<Command> {
  const program = new Command('nightshift')
    .description('A spec in the evening, a tested branch and a receipt in the morning.')
    .version(readVersion())
    .showHelpAfterError('(add --help for the options)')
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
    })
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  const called = args.find((arg) => Object.hasOwn(COMMANDS, arg));
  for (const [name, { description, load }] of Object.entries(COMMANDS)) {
    const command = program.command(name).description(description);
    if (name === called) (await load()).define(command, world, end);
  }
  return program;
}

/** Says what went wrong: to people on standard error, to programs as the document. */
function explain(error: unknown, json: boolean, world: World): ExitCode {
  const expected = expectedProblem(error);
  const message = plainText(expected?.message ?? describeUnexpected(error, world.env));
  const exitCode = expected?.exitCode ?? EXIT.error;
  const screen = createScreen(world, { json, env: world.env });
  world.stderr.write(`nightshift: ${message}\n`);
  screen.document({ error: message, exitCode });
  return exitCode;
}

/** The problems that the rooms of the house name; anything else is a bug or the machine. */
function expectedProblem(error: unknown): CliProblem | null {
  if (error instanceof CliProblem) return error;
  if (error instanceof RepositoryProblem) return new CliProblem(error.message, EXIT.usage);
  if (error instanceof LedgerProblem || error instanceof SetupProblem) return new CliProblem(error.message);
  return null;
}
