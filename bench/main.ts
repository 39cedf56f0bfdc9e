// `npm run bench -- NAME [--corpus DIR] [--sim FILE] [--json FILE] [--assert]`: measured comparisons. Each prints a table
// and, as its last line, its figures with their goals in one line of JSON.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { benchCorpus } from './corpus/bench-corpus.js';
import { benchGitHub } from './github/bench-github.js';
import { benchHistory } from './history/bench-history.js';
import { benchLedger } from './ledger/bench-ledger.js';
import { benchOverhead } from './overhead/bench-overhead.js';
import { benchPrompts } from './prompts/bench-prompts.js';
import { benchRecovery } from './recovery/bench-recovery.js';
import { benchRepositoryMap } from './repository-map/bench-repository-map.js';
import { type Bench, type BenchOptions, type Figure, missedGoals } from './support/bench.js';
import { benchValidator } from './validator/bench-validator.js';
import { benchWorkspace } from './workspace/bench-workspace.js';

/** Those that play a corpus to simulated models. */
const ON_CORPUS: Record<string, Bench<BenchOptions>> = {
  corpus: benchCorpus,
  github: benchGitHub,
  overhead: benchOverhead,
  prompts: benchPrompts,
};
/** Those that judge a corpus without models. */
const WITHOUT_MODELS: Record<string, Bench<Omit<BenchOptions, 'sim'>>> = {
  validator: benchValidator,
  'repository-map': benchRepositoryMap,
};
/** Those that bring all that they need. */
const ON_THEIR_OWN: Record<string, Bench<void>> = {
  history: benchHistory,
  ledger: benchLedger,
  recovery: benchRecovery,
  workspace: benchWorkspace,
};

interface Flags {
  corpus?: string;
  sim?: string;
  json?: string;
  assert?: boolean;
  seed: string;
  only?: string;
  writeTests?: boolean;
  timeScale?: string;
  usageFaults?: string;
  parallel: string;
  mini: string;
}

const NAMES = [ON_CORPUS, WITHOUT_MODELS, ON_THEIR_OWN].flatMap((benches) => Object.keys(benches)).join(', ');
const program = new Command('bench')
  .argument('<name>', `one of: ${NAMES}`)
  .option('--corpus <dir>', 'folder of tasks')
  .option('--sim <file>', "the simulated provider's script")
  .option('--json <file>', 'also write the figures to a file')
  .option('--assert', 'exit with 1 where a goal is missed')
  .option('--seed <text>', 'seed of the simulated draws', '1')
  .option('--only <text>', 'only tasks whose id contains this')
  .option('--write-tests', 'corpus: let a simulated model write acceptance tests first')
  .option('--usage-faults <share>', 'corpus: so many of the answers give no usage, or half of it')
  .option('--time-scale <number>', "the simulator's clock: 1 is real time")
  .option('--parallel <count>', 'runs at once', '2')
  .option('--mini <program>', 'prompts: the program of mini-swe-agent', 'mini')
  .parse();

const flags = program.opts<Flags>();
const name = program.args[0] ?? '';
const figures = await run(name);
const line = JSON.stringify({ bench: name, figures });
if (flags.json) await writeFile(flags.json, `${line}\n`);
console.log(line);
const missed = missedGoals(figures);
for (const figure of missed) console.error(`missed: ${figure.name} is ${figure.value}, goal ${figure.goal}`);
if (flags.assert && missed.length > 0) process.exitCode = 1;

async function run(wanted: string): Promise<Figure[]> {
  const alone = ON_THEIR_OWN[wanted];
  if (alone) return await alone();
  const withoutModels = WITHOUT_MODELS[wanted];
  if (withoutModels) return await withoutModels(corpusOptions(flags));
  const onCorpus = ON_CORPUS[wanted];
  if (onCorpus) return await onCorpus({ ...corpusOptions(flags), sim: resolve(required(flags.sim, '--sim FILE')) });
  return program.error(`there is no bench "${wanted}"; there are: ${NAMES}`);
}

function corpusOptions({
  corpus,
  seed,
  only = '',
  writeTests = false,
  timeScale,
  usageFaults = '0',
  parallel,
  mini,
}: Flags): Omit<BenchOptions, 'sim'> {
  return {
    // What runs elsewhere is told of it too.
    corpus: resolve(required(corpus, '--corpus DIR')),
    seed,
    only,
    writeTests,
    timeScale: timeScale === undefined ? null : Number(timeScale),
    usageFaults: Number(usageFaults),
    parallel: Number(parallel),
    mini,
  };
}

function required(given: string | undefined, flag: string): string {
  return given ?? program.error(`this bench needs ${flag}`);
}
