// What to type so that somebody works on a run again.
import { shellWord } from '../shell-word.js';
import type { DescribedRun } from './describe-run.js';

export function goOnHint({ source, repositoryUrl }: DescribedRun): string {
  return `nightshift run ${shellWord(source)} --repo ${shellWord(repositoryUrl)}`;
}
