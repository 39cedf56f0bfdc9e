// What a failing check was found to say, as a repair reads it.
import type { PullRequestNews } from '../../../../core/forge-activities.js';
import type { Finding } from '../../../../core/validator.js';
import type { GitHubRoom } from './github-room.js';

export async function findingsOf({ ledger }: GitHubRoom, { checks }: PullRequestNews, index = 0): Promise<Finding[]> {
  const ref = checks[index]?.findings;
  return ref ? JSON.parse(await ledger.artifacts.get(ref)) : [];
}
