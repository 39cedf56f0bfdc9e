// What a forge does beside taking a branch, and what that comes to where there is none.
import type { ForgeActivities, ForgeFailure } from '../../core/forge-activities.js';
import type { RepositoryRef } from '../../core/repository.js';

export type RemoteForge = Omit<ForgeActivities, 'publishBranch'>;

/** A folder of this machine has no issues and no reviews: there is nothing to do, and nothing to look at. */
export const LOCAL_FORGE: RemoteForge = {
  openPullRequest: async () => ({ ok: true, pullRequest: null }),
  showProgress: async () => ({ ok: true }),
  lookAtPullRequest: async ({ repository }) => refused(`${repository.name} is a folder: it has no pull requests`),
  rerunChecks: async () => ({ ok: true }),
  answerRemarks: async () => ({ ok: true }),
  comment: async () => ({ ok: true }),
};

/** Of a worker whose operator names no forge. */
export const NO_FORGE: RemoteForge = {
  openPullRequest: async ({ repository }) => notSetUp(repository),
  showProgress: async ({ repository }) => notSetUp(repository),
  lookAtPullRequest: async ({ repository }) => notSetUp(repository),
  rerunChecks: async ({ repository }) => notSetUp(repository),
  answerRemarks: async ({ repository }) => notSetUp(repository),
  comment: async ({ repository }) => notSetUp(repository),
};

function notSetUp({ name, forge }: RepositoryRef): ForgeFailure {
  const place = forge ? `${name} on ${forge.host}` : name;
  return refused(`this worker has no "github" in the operator's configuration, so ${place} cannot be reached`);
}

function refused(message: string): ForgeFailure {
  return { ok: false, reason: 'notFound', message, log: null };
}
