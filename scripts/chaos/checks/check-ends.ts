// Every spec ended, and in a way that the product says of itself.
import type { SpecAtWork } from '../work.js';
import type { History } from './histories.js';

export type Broken = (name: string, what: string) => void;

const PROPER = new Set(['delivered', 'nothingPassed', 'pausedOut', 'draft']);

/** How many ended in each way. */
export function checkEnds(
  works: readonly SpecAtWork[],
  histories: readonly History[],
  broken: Broken,
): Record<string, number> {
  const ends: Record<string, number> = {};
  for (const { spec, end, errors } of works) {
    const outcome = end?.outcome ?? 'givenUp';
    ends[outcome] = (ends[outcome] ?? 0) + 1;
    if (!end) broken('ended', `${spec.title} was given up after ${errors.length} errors; the last: ${errors.at(-1)}`);
    else if (!PROPER.has(end.outcome)) broken('ended', `${spec.title} ended as ${end.outcome}: ${end.summary}`);
  }
  for (const { workflowId, open } of histories) if (open) broken('ended', `workflow ${workflowId} is still open`);
  return ends;
}
