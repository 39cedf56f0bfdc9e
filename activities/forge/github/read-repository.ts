// What GitHub says of a repository as a whole, and of those who work in it.
import type { Octokit } from 'octokit';
import type { ForgeRepository } from '../../../core/repository.js';
import type { RepositoryFacts } from './github.js';
import { Refused } from './github-client.js';
import { unlessStatus } from './is-status.js';

const MAY_WRITE = new Set(['admin', 'write']);
/** Apps have brackets behind their names. */
const PERSON = /^[\w-]+$/;
const HEADS = 'refs/heads/';

export async function repositoryFacts(octokit: Octokit, { owner, name }: ForgeRepository): Promise<RepositoryFacts> {
  const { data } = await octokit.rest.repos.get({ owner, repo: name });
  return {
    owner: data.owner.login,
    name: data.name,
    defaultBranch: data.default_branch,
    private: data.private,
    archived: data.archived,
    fork: data.fork,
    issues: data.has_issues,
  };
}

export async function file(
  octokit: Octokit,
  { owner, name }: ForgeRepository,
  path: string,
  bytesMax: number,
): Promise<string | null> {
  const found = await unlessStatus(octokit.rest.repos.getContent({ owner, repo: name, path }), 404, null);
  if (found === null || Array.isArray(found.data) || found.data.type !== 'file') return null;
  const { size, content } = found.data;
  if (size > bytesMax) throw new Refused('invalid', `${path} of ${owner}/${name} has more than ${bytesMax} bytes`);
  return Buffer.from(content, 'base64').toString('utf8');
}

export async function branches(octokit: Octokit, { owner, name }: ForgeRepository, prefix: string): Promise<string[]> {
  const asked = octokit.rest.git.listMatchingRefs({ owner, repo: name, ref: `heads/${prefix}` });
  // An empty repository has none, and says so in its own way.
  const { data } = await unlessStatus(asked, 409, { data: [] });
  return data.map(({ ref }) => ref.slice(HEADS.length));
}

export async function hasLabel(octokit: Octokit, { owner, name }: ForgeRepository, label: string): Promise<boolean> {
  return (await unlessStatus(octokit.rest.issues.getLabel({ owner, repo: name, name: label }), 404, null)) !== null;
}

/** Whoever GitHub does not know may not, and neither may a machine, nor an account that was deleted and has no name. */
export async function mayWrite(octokit: Octokit, { owner, name }: ForgeRepository, login: string): Promise<boolean> {
  if (!PERSON.test(login)) return false;
  const asked = octokit.rest.repos.getCollaboratorPermissionLevel({ owner, repo: name, username: login });
  const found = await unlessStatus(asked, 404, null);
  return found !== null && letsWrite(found.data);
}

/** `data` is the answer about somebody's permission. */
export function letsWrite({ permission }: { permission: string }): boolean {
  return MAY_WRITE.has(permission);
}
