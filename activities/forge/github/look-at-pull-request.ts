// What became of a pull request, in as few questions as tell it. With the tags of the last look, it first asks whether
// anything is new at all; if not, it says again what that look saw, which is kept as a text that any worker can read.
import type { Octokit } from 'octokit';
import type { LookInput, LookResult, PullRequestNews } from '../../../core/forge-activities.js';
import { isReverted } from '../../../core/pull-request/find-revert.js';
import type { ForgeRepository } from '../../../core/repository.js';
import { isFailure } from '../../failure.js';
import { type ConditionalReader, conditionalReader } from './conditional-reader.js';
import { forgeOf, type GitHubHands } from './github-hands.js';
import { isStatus } from './is-status.js';
import { readChecks } from './read-checks.js';
import { readRemarks } from './read-remarks.js';

export interface Looking {
  hands: GitHubHands;
  octokit: Octokit;
  reader: ConditionalReader;
  forge: ForgeRepository;
  /** `/repos/owner/name`. */
  root: string;
  number: number;
  /** Our own login. */
  us: string;
}

export type Pull = Awaited<ReturnType<Octokit['rest']['pulls']['get']>>['data'];
type Commit = Awaited<ReturnType<Octokit['rest']['repos']['listCommits']>>['data'][number];
type Ref = Awaited<ReturnType<Octokit['rest']['git']['getRef']>>['data'];

const COMMIT_PAGES_MAX = 3;
/** Stands among the tags; all others are addresses, which begin with a slash. */
const SEEN = 'seen';

export async function lookAtPullRequest(hands: GitHubHands, input: LookInput): Promise<LookResult> {
  const forge = forgeOf(input.repository);
  const { number } = input.pullRequest;
  const us = await hands.client.whoAmI(forge);
  if (!us.ok) return us;
  const about = { repository: forge, number, doing: 'look at the pull request' };
  const looked = await hands.client.ask(about, async (octokit) => {
    const reader = conditionalReader(octokit);
    const seen = input.etags === null ? null : await seenBefore(hands, reader, input.etags);
    if (seen !== null) return { news: seen, etags: input.etags ?? {} };
    const root = `/repos/${encodeURIComponent(forge.owner)}/${encodeURIComponent(forge.name)}`;
    const news = await readNews({ hands, octokit, reader, forge, root, number, us: us.value });
    const { sha256 } = await hands.artifacts.put(JSON.stringify(news));
    return { news, etags: { ...reader.etags, [SEEN]: sha256 } };
  });
  return looked.ok ? { ok: true, ...looked.value } : looked;
}

/** What the look saw that the tags are of; null where something has changed since, or nobody knows any more. */
async function seenBefore(
  { artifacts }: GitHubHands,
  reader: ConditionalReader,
  { [SEEN]: sha256, ...etags }: Record<string, string>,
): Promise<PullRequestNews | null> {
  if (sha256 === undefined || (await reader.changedSince(etags))) return null;
  try {
    return JSON.parse(await artifacts.get({ sha256 }));
  } catch (error) {
    if (isFailure(error, 'MissingArtifact')) return null;
    throw error;
  }
}

async function readNews(looking: Looking): Promise<PullRequestNews> {
  const { reader, root, number } = looking;
  const pull = await reader.read<Pull>(`${root}/pulls/${number}`);
  const facts = {
    headCommit: pull.head.sha,
    baseCommit: await baseTip(looking, pull),
    baseBranch: pull.base.ref,
    merge: mergeStateOf(pull),
  };
  if (pull.merged) {
    const state = (await wasReverted(looking, pull)) ? 'reverted' : 'merged';
    return { state, by: pull.merged_by?.login ?? null, ...facts, checks: [], remarks: [] };
  }
  if (pull.state === 'closed') {
    const issue = await reader.read<{ closed_by?: { login: string } | null }>(`${root}/issues/${number}`);
    return { state: 'closed', by: issue.closed_by?.login ?? null, ...facts, checks: [], remarks: [] };
  }
  const checks = await readChecks(looking, pull.head.sha);
  return { state: 'open', by: null, ...facts, checks, remarks: await readRemarks(looking) };
}

/** What the pull request says of its base is of the time when it was opened or pushed to. */
async function baseTip({ reader, root }: Looking, { base }: Pull): Promise<string> {
  const branch = base.ref.split('/').map(encodeURIComponent).join('/');
  try {
    return (await reader.read<Ref>(`${root}/git/ref/heads/${branch}`)).object.sha;
  } catch (error) {
    if (isStatus(error, 404)) return base.sha;
    throw error;
  }
}

function mergeStateOf({ mergeable, mergeable_state }: Pull): PullRequestNews['merge'] {
  if (mergeable === false || mergeable_state === 'dirty') return 'conflicting';
  if (mergeable_state === 'behind') return 'behind';
  return mergeable === null || mergeable_state === 'unknown' ? 'unknown' : 'clean';
}

async function wasReverted({ reader, root, forge, number }: Looking, pull: Pull): Promise<boolean> {
  const { merge_commit_sha: merge, merged_at } = pull;
  const since = `${root}/commits?sha=${encodeURIComponent(pull.base.ref)}&since=${merged_at ?? ''}`;
  const newestFirst = await reader.readList(since, COMMIT_PAGES_MAX, (page: Commit[]) => page);
  const later = newestFirst.map(({ sha, commit }) => ({ sha, message: commit.message })).reverse();
  const shas = merge === null ? [pull.head.sha] : [merge, pull.head.sha];
  return isReverted({ shas, owner: forge.owner, name: forge.name, number }, later);
}
