// The names by which intake's workflows and schedules are found, one of each for a repository.
import type { GitHubSettings } from '../operator-config.js';
import { type ForgeRepository, forgePath } from '../repository.js';

/** Says that these issues and pull requests may have news: `number[]`. */
export const HINT = 'hint';
const DEFAULT_POLL_MS = 60_000;
/** Where webhooks bring the news, a poll is for those that were lost. */
const DEFAULT_POLL_BESIDE_WEBHOOKS_MS = 5 * 60_000;

export function pollMsOf({ pollMs, webhook }: Pick<GitHubSettings, 'pollMs' | 'webhook'>): number {
  return pollMs ?? (webhook ? DEFAULT_POLL_BESIDE_WEBHOOKS_MS : DEFAULT_POLL_MS);
}

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
