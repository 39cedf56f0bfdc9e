// The flags that make the terms of a run: those of `nightshift run` and of `nightshift submit`.
import { type Command, Option } from 'commander';
import type { SandboxKind } from '../../core/command.js';
import type { Gate, Optimize, Strategy } from '../../core/terms.js';
import {
  bestOfArgument,
  commandArgument,
  DRAIN_MS,
  durationArgument,
  jsonOption,
  namesArgument,
  oneMoreFile,
  oneMoreName,
  sandboxOption,
  tokensArgument,
  usdArgument,
} from '../options.js';
import type { RunOptions } from './prepare-run.js';

export interface RunFlags {
  repo: string;
  budget?: number;
  tokens?: number;
  deadline?: number;
  bestOf?: number;
  model?: string[];
  portfolio?: string[];
  optimize?: Optimize;
  strategy?: Strategy;
  test?: string;
  setup?: string;
  acceptance?: string[];
  decompose: boolean;
  tests: boolean;
  gate?: Gate;
  sandbox?: SandboxKind;
  keep?: true;
  drain?: number;
  retry?: true;
  config?: string;
  json?: true;
}

export function addRunFlags(command: Command): Command {
  return command
    .argument('<spec>', 'Markdown file with what to do')
    .option('--repo <dir>', 'git repository to work on', '.')
    .option('--budget <usd>', 'the most that may be spent, in dollars', usdArgument)
    .option('--tokens <count>', 'the most input and output tokens, as well', tokensArgument)
    .option('--deadline <duration>', 'begin no try after this time, such as 8h', durationArgument)
    .option('--model <name>', 'use this model, as provider/model; may be given several times', oneMoreName)
    .addOption(
      new Option('--portfolio <names>', 'models to use, separated by commas')
        .argParser(namesArgument)
        .conflicts('model'),
    )
    .addOption(new Option('--optimize <goal>', 'what matters most').choices(['cost', 'balanced', 'speed']))
    .addOption(new Option('--strategy <name>', 'how moves are chosen').choices(['cascade', 'best-of-n']))
    .option('--best-of <n>', 'so many tries side by side: --strategy best-of-n', bestOfArgument)
    .option('--test <command>', 'how the repository is tested', commandArgument)
    .option('--setup <command>', 'how its dependencies are installed', commandArgument)
    .option(
      '--acceptance <file>',
      'test file in the working tree that has to pass; may be given several times',
      oneMoreFile,
    )
    .option('--no-decompose', 'work on the spec as one task')
    .option('--no-tests', 'let no model write acceptance tests where the spec brings none')
    .addOption(new Option('--gate <stage>', "wait for a person's word behind this stage").choices(['plan']))
    .addOption(sandboxOption())
    .option('--retry', 'start over after the run of this spec has ended')
    .option('--config <file>', "the operator's configuration")
    .addOption(jsonOption());
}

export function toRunOptions(specPath: string, flags: RunFlags): RunOptions {
  return {
    specPath,
    repositoryPath: flags.repo,
    configPath: flags.config,
    acceptancePaths: flags.acceptance ?? [],
    flags: {
      budgetMicroUsd: flags.budget ?? null,
      budgetTokens: flags.tokens ?? null,
      deadlineMs: flags.deadline ?? null,
      bestOf: flags.bestOf ?? null,
      portfolio: flags.model ?? flags.portfolio ?? null,
      optimize: flags.optimize ?? null,
      strategy: flags.strategy ?? null,
      decompose: flags.decompose ? null : false,
      tests: flags.tests ? null : false,
      sandbox: flags.sandbox ?? null,
      test: flags.test ?? null,
      setup: flags.setup ?? null,
      gates: flags.gate ? [flags.gate] : [],
    },
    keep: flags.keep === true,
    drainMs: flags.drain ?? DRAIN_MS,
    retry: flags.retry === true,
  };
}
