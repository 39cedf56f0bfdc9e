// What the activities on GitHub are built from.
import type { ForgeRepository, RepositoryRef } from '../../../core/repository.js';
import type { Artifacts } from '../../ledger/ledger.js';
import type { Redactor } from '../../secrets/redactor.js';
import type { GitHubClient } from './github-client.js';

export interface GitHubHands {
  client: GitHubClient;
  artifacts: Artifacts;
  /** Takes out of texts what the process was given to keep, and what looks like a secret. */
  redactor: Pick<Redactor, 'redact' | 'redactAll'>;
}

export function forgeOf({ forge, url }: RepositoryRef): ForgeRepository {
  if (!forge) throw new Error(`${url} is on no forge`);
  return forge;
}

/** As octokit wants it. */
export function at({ owner, name }: ForgeRepository): { owner: string; repo: string } {
  return { owner, repo: name };
}
