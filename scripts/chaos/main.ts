// `npm run chaos`: nights in which everything is killed, again and again, and a look at the books in the morning.
import { Command, InvalidArgumentError } from 'commander';
import { KILLS_PER_SPEC } from './plan.js';

const RUNS_MAX = 500;
const AT_ONCE_MAX = 16;

interface Flags {
  seed: number;
  runs: number;
  atOnce: number;
  kills?: number;
  keep?: true;
}

const flags = new Command('npm run chaos --')
  .description(
    'Several specs at once by a simulated provider that misbehaves, while workers, the all-in-one command and the ' +
      "Temporal server are killed with -9. Then the books are compared with the provider's own account.",
  )
  .option('--seed <number>', 'draws specs, faults and blows', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--runs <number>', 'how many specs', wholeNumber(1, RUNS_MAX), 25)
  .option('--at-once <number>', 'how many specs are at work at once', wholeNumber(1, AT_ONCE_MAX), 4)
  .option('--kills <number>', 'how many, before it lets the rest end in peace', wholeNumber(0, 10_000))
  .option('--keep', 'leave the folder with homes, repositories and logs, also where all is well')
  .addHelpText('after', '\nExit code 1 when anything was violated. The last line is the figures in JSON.')
  .allowExcessArguments(false)
  .parse()
  .opts<Flags>();

// Not sooner: whoever mistyped should not have to wait for all of it to be loaded.
const { chaos } = await import('./chaos.js');
const figures = await chaos({
  ...flags,
  kills: flags.kills ?? Math.ceil(flags.runs * KILLS_PER_SPEC),
  keep: flags.keep ?? false,
  say: (line) => console.error(line),
});
for (const violation of figures.violations) console.log(`VIOLATION ${violation}`);
console.log(JSON.stringify({ ...figures, violations: figures.violations.length }));
process.exitCode = figures.violations.length === 0 ? 0 : 1;

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Use a whole number from ${least} to ${most}.`);
  };
}
