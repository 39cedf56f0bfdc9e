// What to type so that somebody works on a run again.
import { SHARED_TASK_QUEUE } from '../../core/deliver.js';
import { shellWord } from '../shell-word.js';
import type { DescribedRun } from './describe-run.js';

export function goOnHint({ source, repositoryUrl, taskQueue }: DescribedRun): string {
  if (taskQueue === SHARED_TASK_QUEUE) return 'nightshift worker';
  return `nightshift run ${shellWord(source)} --repo ${shellWord(repositoryUrl)}`;
}

/** For a run that only the ledger knows just now. */
export const NO_SERVER =
  'No Temporal server is up, so nobody works on it. Go on with the same nightshift run as before; where it was ' +
  'submitted, with nightshift up or a nightshift worker.';
