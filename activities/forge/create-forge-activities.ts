// The forge as workflows see it: a folder of this machine, or GitHub. A spec's result becomes a branch there, and the last
// gate for secrets stands here, whatever was let through before.
import type { PublishInput, PublishResult } from '../../core/activities.js';
import type { ForgeActivities } from '../../core/forge-activities.js';
import type { RepositoryRef } from '../../core/repository.js';
import { listSecrets } from '../../core/secret.js';
import type { Hands } from '../hands.js';
import { problemAsData } from '../workspace/problem-as-data.js';
import { refusePush } from './refuse-push.js';
import { LOCAL_FORGE, NO_FORGE, type RemoteForge } from './remote-forge.js';

type ForgeHands = Pick<Hands, 'workspace' | 'secrets'>;

/** `github`: made by `createGitHubActivities`; null where the operator names none. */
export function createForgeActivities(hands: ForgeHands, github: RemoteForge | null): ForgeActivities {
  const of = ({ forge }: RepositoryRef) => (forge ? (github ?? NO_FORGE) : LOCAL_FORGE);
  return {
    publishBranch: (input) => publishBranch(hands, input),
    openPullRequest: (input) => of(input.repository).openPullRequest(input),
    showProgress: (input) => of(input.repository).showProgress(input),
    lookAtPullRequest: (input) => of(input.repository).lookAtPullRequest(input),
    rerunChecks: (input) => of(input.repository).rerunChecks(input),
    answerRemarks: (input) => of(input.repository).answerRemarks(input),
    comment: (input) => of(input.repository).comment(input),
  };
}

export async function publishBranch({ workspace, secrets }: ForgeHands, input: PublishInput): Promise<PublishResult> {
  const forbidden = input.repository.forge ? await refusePush(workspace, input) : null;
  if (forbidden) return forbidden;
  const { inResult, inHistory, problem } = await secrets.scan(input);
  const found = [...inResult, ...inHistory];
  if (found.length > 0) return refused(input, listSecrets(found));
  if (problem !== null) return refused(input, `the commits cannot be looked at for secrets: ${problem}`);
  try {
    await workspace.publish(input.repository, input.branch, input.commit, input.replaces, input.pushTo);
    return { ok: true, branch: input.branch, commit: input.commit };
  } catch (error) {
    return problemAsData(error, ['branchTaken', 'branchCheckedOut', 'readOnly', 'refused']);
  }
}

function refused({ branch, repository }: PublishInput, why: string): PublishResult {
  const again = repository.forge ? 'comment "/nightshift retry"' : 'run again with --retry';
  const message =
    `branch ${branch} was not made. ${why}. When it is none, name its path under allowSecretsIn in the operator's ` +
    `configuration, then ${again}`;
  return { ok: false, reason: 'secretFound', message, log: null };
}
