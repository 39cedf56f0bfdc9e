// Asks for another run of checks that failed. One that runs again already is left alone.
import type { Octokit } from 'octokit';
import type { ForgeResult, RerunChecksInput } from '../../../core/forge-activities.js';
import { done } from './done.js';
import { at, forgeOf, type GitHubHands } from './github-hands.js';
import { isStatus, unlessStatus } from './is-status.js';

type Check = Awaited<ReturnType<Octokit['rest']['checks']['get']>>['data'];

const ACTIONS = 'github-actions';

export async function rerunChecks(
  { client }: GitHubHands,
  { repository, pullRequest, checkIds }: RerunChecksInput,
): Promise<ForgeResult> {
  const forge = forgeOf(repository);
  const about = { repository: forge, number: pullRequest.number, doing: 'run failed checks again' };
  return done(
    await client.ask(about, async (octokit) => {
      for (const id of checkIds) await rerun(octokit, at(forge), id);
    }),
  );
}

async function rerun(octokit: Octokit, repository: ReturnType<typeof at>, id: number): Promise<void> {
  const check = await unlessStatus(octokit.rest.checks.get({ ...repository, check_run_id: id }), 404, null);
  if (check === null || check.data.status !== 'completed') return;
  if (await runsAnew(octokit, repository, check.data)) return;
  try {
    // A job of Actions goes by the number of its check.
    if (check.data.app?.slug === ACTIONS)
      await octokit.rest.actions.reRunJobForWorkflowRun({ ...repository, job_id: id });
    else await octokit.rest.checks.rerequestRun({ ...repository, check_run_id: id });
  } catch (error) {
    // It waits to be run already, with others of its run.
    if (isStatus(error, 403) && /already (?:running|queued)|is already/i.test(error.message)) return;
    throw error;
  }
}

/** Another run of a check is another check of that name. */
async function runsAnew(octokit: Octokit, repository: ReturnType<typeof at>, check: Check): Promise<boolean> {
  const asked = { ...repository, ref: check.head_sha, check_name: check.name, filter: 'latest' } as const;
  const { data } = await octokit.rest.checks.listForRef(asked);
  return data.check_runs.some(({ id, app }) => id > check.id && app?.id === check.app?.id);
}
