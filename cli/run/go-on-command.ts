// The command that goes on with a run, as a person would type it.
import { typedUsd } from '../../core/money.js';
import { shellWord } from '../shell-word.js';
import type { RunOptions } from './prepare-run.js';

export function goOnCommand(options: RunOptions, budgetMicroUsd?: number): string {
  const words = ['nightshift', 'run', options.specPath];
  if (options.repositoryPath !== '.') words.push('--repo', options.repositoryPath);
  if (options.configPath !== undefined) words.push('--config', options.configPath);
  if (options.flags.sandbox !== null) words.push('--sandbox', options.flags.sandbox);
  if (budgetMicroUsd !== undefined) words.push('--budget', typedUsd(budgetMicroUsd));
  return words.map(shellWord).join(' ');
}
