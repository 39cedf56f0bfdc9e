// Names of steps in the journal: the workflow's id, the generation and the step; never the run id or the attempt,
// so that a step keeps its name when it is tried again.

export function journalKey(deliverId: string, generation: number, ...step: string[]): string {
  return [deliverId, String(generation), ...step].join('/');
}

/** A candidate's key without the run's name, for people who see that beside it. */
export function shortKey(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** The number in a candidate's name, which its repairs share. */
export function numberOf(key: string): number {
  return Number.parseInt(key.slice(key.lastIndexOf('/') + 1), 10);
}

/** Name of a candidate in its task: its number, and for a repair which in the row it is (`2-repair-1`). */
export function candidateName(number: number, repairLoop: number): string {
  return repairLoop === 0 ? String(number) : `${number}-repair-${repairLoop}`;
}
