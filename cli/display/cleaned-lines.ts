// What a cleaning removed, for people.
import type { Cleaned, CleanedKind } from '../../activities/cleaning/cleaned.js';

const BYTES_PER_KILOBYTE = 1_000;
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** One of them, and several. */
const WORDS: Record<CleanedKind, [string, string]> = {
  leftWorktrees: ['worktree that a killed process left', 'worktrees that killed processes left'],
  endedWorktrees: ['worktree of a run that has ended', 'worktrees of runs that have ended'],
  reports: ['test report that a killed process left', 'test reports that killed processes left'],
  temporaryFolders: ['temporary folder that a killed process left', 'temporary folders that killed processes left'],
  controlGroups: ['control group that a killed process left', 'control groups that killed processes left'],
  halfMadeStores: ['half-made repository in the store', 'half-made repositories in the store'],
  halfMadeDependencies: ['half-made installation of dependencies', 'half-made installations of dependencies'],
  halfFetchedPrograms: ['half-fetched program', 'half-fetched programs'],
  dependencies: ['installation of dependencies', 'installations of dependencies'],
  runs: ['run whose commits were in the store', 'runs whose commits were in the store'],
  texts: ['text in the ledger', 'texts in the ledger'],
  logs: ['old log', 'old logs'],
};

export function cleanedLines(cleaned: readonly Cleaned[], dryRun: boolean): string[] {
  if (cleaned.length === 0) return [dryRun ? 'Nothing would be removed.' : 'There was nothing to remove.'];
  const bytes = cleaned.reduce((sum, part) => sum + part.bytes, 0);
  return [
    dryRun ? 'Would be removed:' : 'Removed:',
    ...cleaned.map((part) => `  ${cleanedLine(part)}`),
    ...(bytes > 0 ? [`In all ${bytesInWords(bytes)}.`] : []),
  ];
}

export function cleanedLine({ kind, count, bytes }: Cleaned): string {
  const [one, several] = WORDS[kind];
  return `${count} ${count === 1 ? one : several}${bytes > 0 ? `, ${bytesInWords(bytes)}` : ''}`;
}

function bytesInWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= BYTES_PER_KILOBYTE && unit < UNITS.length - 1) {
    value /= BYTES_PER_KILOBYTE;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}
