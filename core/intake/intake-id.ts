// The names by which intake's workflows and schedules are found, one of each for a repository.
import { type ForgeRepository, forgePath } from '../repository.js';

/** Says that these issues and pull requests may have news: `number[]`. */
export const HINT = 'hint';
export const DEFAULT_POLL_MS = 60_000;

const POLL = 'poll/';

export function intakeId(repository: ForgeRepository): string {
  return `intake/${forgePath(repository)}`;
}

export function pollId(repository: ForgeRepository): string {
  return `${POLL}${forgePath(repository)}`;
}

export function isPollId(scheduleId: string): boolean {
  return scheduleId.startsWith(POLL);
}
