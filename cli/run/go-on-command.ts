// The commands that go on with a run or start it over, as a person would type them.
import { typedUsd } from '../../core/money.js';
import { shellWord } from '../shell-word.js';
import type { RunOptions } from './prepare-run.js';

/** Names only what is looked up again, such as a model that can be asked; everything else was settled when the run started. */
export function goOnCommand(options: RunOptions, budgetMicroUsd?: number): string {
  const words = placeWords(options);
  if (budgetMicroUsd !== undefined) words.push('--budget', typedUsd(budgetMicroUsd));
  return words.map(shellWord).join(' ');
}

/** With all that was typed, since a new run settles everything anew. */
export function retryCommand(options: RunOptions, command: 'run' | 'submit' = 'run'): string {
  const { budgetMicroUsd, budgetTokens, deadlineMs, bestOf, optimize, strategy, decompose, tests, test, setup, gates } =
    options.flags;
  const words = placeWords(options, command);
  if (budgetMicroUsd !== null) words.push('--budget', typedUsd(budgetMicroUsd));
  if (budgetTokens !== null) words.push('--tokens', String(budgetTokens));
  if (deadlineMs !== null) words.push('--deadline', `${Math.ceil(deadlineMs / 1_000)}s`);
  if (bestOf !== null) words.push('--best-of', String(bestOf));
  if (optimize !== null) words.push('--optimize', optimize);
  if (strategy !== null) words.push('--strategy', strategy);
  if (test !== null) words.push('--test', test);
  if (setup !== null) words.push('--setup', setup);
  if (decompose === false) words.push('--no-decompose');
  if (tests === false) words.push('--no-tests');
  for (const gate of gates) words.push('--gate', gate);
  return [...words, '--retry'].map(shellWord).join(' ');
}

function placeWords(options: RunOptions, command: 'run' | 'submit' = 'run'): string[] {
  const words = ['nightshift', command, options.specPath];
  if (options.repositoryPath !== '.') words.push('--repo', options.repositoryPath);
  for (const path of options.acceptancePaths) words.push('--acceptance', path);
  if (options.configPath !== undefined) words.push('--config', options.configPath);
  if (options.flags.portfolio !== null) words.push('--portfolio', options.flags.portfolio.join(','));
  if (options.flags.sandbox !== null) words.push('--sandbox', options.flags.sandbox);
  return words;
}
