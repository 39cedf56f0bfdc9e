// Opens the pull request of a branch, once: it is looked for before, and again where GitHub says that there is one. Its
// words are brought up to date as long as it is ours.
import type { Octokit } from 'octokit';
import type { OpenPullRequestInput, OpenPullRequestResult, PullRequestRef } from '../../../core/forge-activities.js';
import { type PullRequestText, renderPullRequest } from '../../../core/pull-request/render-pull-request.js';
import type { ForgeRepository } from '../../../core/repository.js';
import type { BaselineResults } from '../../../core/validator.js';
import { failure, isFailure } from '../../failure.js';
import { redactStrings } from '../../secrets/redact-strings.js';
import { LAG_MS } from './github-client.js';
import { at, forgeOf, type GitHubHands } from './github-hands.js';
import { isStatus } from './is-status.js';
import { repositoryFacts } from './read-repository.js';
import { setDraft } from './set-draft.js';
import { changesTo, signed } from './signed-text.js';

type Listed = Awaited<ReturnType<Octokit['rest']['pulls']['list']>>['data'][number];

interface Wanted {
  forge: ForgeRepository;
  input: OpenPullRequestInput;
  text: PullRequestText;
  /** Our own login. */
  us: string;
}

const LISTED_MAX = 50;
const DUPLICATE = /a pull request already exists/i;
const NO_BASE = /"field":"base","code":"invalid"/;
const NO_DRAFTS = /draft pull requests are not supported/i;

export async function openPullRequest(hands: GitHubHands, input: OpenPullRequestInput): Promise<OpenPullRequestResult> {
  const forge = forgeOf(input.repository);
  const us = await hands.client.whoAmI(forge);
  if (!us.ok) return us;
  const wanted = { forge, input, us: us.value, text: await textOf(hands, input, forge) };
  const about = { repository: forge, doing: `open a pull request for ${input.branch}` };
  const answer = await hands.client.ask(about, (octokit) => opened(octokit, wanted));
  return answer.ok ? { ok: true, pullRequest: answer.value } : answer;
}

/** Secrets are taken out of the receipt first, so that it is still one afterwards. */
async function textOf(
  hands: GitHubHands,
  input: OpenPullRequestInput,
  forge: ForgeRepository,
): Promise<PullRequestText> {
  const receipt = await redactStrings(hands.redactor, input.receipt);
  const { pushTo, branch, draft } = input;
  const { url } = input.repository;
  const remote = pushTo.kind === 'fork' ? new URL(`../${pushTo.owner}/${forge.name}.git`, url).href : 'origin';
  const acceptance = await acceptanceTests(hands, input);
  return renderPullRequest({ receipt, issue: input.issue.number, draft, branch, remote, acceptance });
}

/** Their names stand in a text that the ledger keeps for some months; without it they are counted only. */
async function acceptanceTests(
  { artifacts, redactor }: GitHubHands,
  { results }: OpenPullRequestInput,
): Promise<string[]> {
  if (!results) return [];
  try {
    const { acceptance }: BaselineResults = JSON.parse(await artifacts.get(results));
    return await redactStrings(redactor, acceptance);
  } catch (error) {
    if (isFailure(error, 'MissingArtifact')) return [];
    throw error;
  }
}

async function opened(octokit: Octokit, wanted: Wanted): Promise<PullRequestRef> {
  const found = await find(octokit, wanted, wanted.forge.owner);
  if (found) return broughtUpToDate(octokit, wanted, found);
  try {
    return refOf(await create(octokit, wanted));
  } catch (error) {
    if (!isStatus(error, 422) || !DUPLICATE.test(wordsOf(error))) throw error;
    // It has come between, or goes by the name of whom the repository was given to.
    const { owner } = await repositoryFacts(octokit, wanted.forge);
    const other = await find(octokit, wanted, owner);
    if (other) return broughtUpToDate(octokit, wanted, other);
    const message = `GitHub says that ${wanted.input.branch} has a pull request, and does not list it yet`;
    throw failure('ForgeBusy', message, { retryAfterMs: LAG_MS });
  }
}

/**
 * An open one of this branch; else one that was closed or merged with this very commit, as when that happened before we
 * heard of it. One that ended with another commit is an earlier generation's.
 */
async function find(octokit: Octokit, wanted: Wanted, owner: string): Promise<Listed | null> {
  const { forge, input } = wanted;
  const { pushTo, branch, baseBranch, commit } = input;
  const head = `${pushTo.kind === 'fork' ? pushTo.owner : owner}:${branch}`;
  const asked = { head, state: 'all', sort: 'created', direction: 'desc', per_page: LISTED_MAX } as const;
  const { data } = await octokit.rest.pulls.list({ ...at(forge), ...asked });
  const ofBranch = data.filter(
    (pull) => pull.head.label?.toLowerCase() === head.toLowerCase() && isOfOurs(pull, wanted),
  );
  const open = ofBranch.filter(({ state }) => state === 'open');
  const ended = ofBranch.find((pull) => pull.head.sha === commit);
  return open.find(({ base }) => base.ref === baseBranch) ?? open[0] ?? ended ?? null;
}

/** An owner may have several forks, and in an organization any member may make one. */
function isOfOurs({ head, base }: Listed, { forge, input }: Wanted): boolean {
  if (!head.repo) return false;
  if (input.pushTo.kind === 'branch') return head.repo.id === base.repo.id;
  return head.repo.name.toLowerCase() === forge.name.toLowerCase();
}

type Made = { number: number; html_url: string };

/** Where the base branch was renamed or deleted since the run began, the default branch of now is the base. */
async function create(octokit: Octokit, wanted: Wanted): Promise<Made> {
  const { forge, input } = wanted;
  try {
    return await createOn(octokit, wanted, input.baseBranch);
  } catch (error) {
    if (!isStatus(error, 422) || !NO_BASE.test(wordsOf(error))) throw error;
    const { defaultBranch } = await repositoryFacts(octokit, forge);
    if (defaultBranch === input.baseBranch) throw error;
    return createOn(octokit, wanted, defaultBranch);
  }
}

async function createOn(octokit: Octokit, { forge, input, text }: Wanted, base: string): Promise<Made> {
  const head = input.pushTo.kind === 'fork' ? `${input.pushTo.owner}:${input.branch}` : input.branch;
  const given = { ...at(forge), ...signed(text), head, base };
  try {
    return (await octokit.rest.pulls.create({ ...given, draft: input.draft })).data;
  } catch (error) {
    if (!input.draft || !isStatus(error, 422) || !NO_DRAFTS.test(wordsOf(error))) throw error;
    // Where drafts cost money, the body says first that it is one.
    return (await octokit.rest.pulls.create({ ...given, draft: false })).data;
  }
}

/** One of somebody else's is left as it is, and so is one that has ended. */
async function broughtUpToDate(
  octokit: Octokit,
  { forge, input, text, us }: Wanted,
  found: Listed,
): Promise<PullRequestRef> {
  if (found.state !== 'open' || found.user?.login.toLowerCase() !== us.toLowerCase()) return refOf(found);
  const changes = changesTo(found, text);
  if (Object.keys(changes).length > 0) {
    await octokit.rest.pulls.update({ ...at(forge), pull_number: found.number, ...changes });
  }
  if ((found.draft ?? false) !== input.draft) await setDraftWherePossible(octokit, found, input.draft);
  return refOf(found);
}

async function setDraftWherePossible(octokit: Octokit, { node_id }: Listed, draft: boolean): Promise<void> {
  try {
    await setDraft(octokit, node_id, draft);
  } catch (error) {
    if (!(error instanceof Error && NO_DRAFTS.test(error.message))) throw error;
  }
}

function refOf({ number, html_url: url }: { number: number; html_url: string }): PullRequestRef {
  return { number, url };
}

function wordsOf(error: { message: string; response?: { data: unknown } | undefined }): string {
  return `${error.message} ${JSON.stringify(error.response?.data ?? '')}`;
}
