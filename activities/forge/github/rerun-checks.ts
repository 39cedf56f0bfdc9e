// Asks for another run of checks that failed. One that runs again already is left alone.
import type { Octokit } from 'octokit';
import type { ForgeResult, RerunChecksInput } from '../../../core/forge-activities.js';
import { ACTIONS } from './describe-check.js';
import { done } from './done.js';
import { at, forgeOf, type GitHubHands } from './github-hands.js';
import { ifAccessible, isStatus, unlessStatus } from './is-status.js';
import { PAGE_SIZE, readPages } from './pages.js';

type Check = Awaited<ReturnType<Octokit['rest']['checks']['get']>>['data'];
type Job = Awaited<ReturnType<Octokit['rest']['actions']['getJobForWorkflowRun']>>['data'];
type Repository = ReturnType<typeof at>;

/** One that failed and does not run again. */
interface Idle {
  isJob: boolean;
}

const JOB_PAGES_MAX = 5;

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

async function rerun(octokit: Octokit, repository: Repository, id: number): Promise<void> {
  const idle = await unlessStatus(findIdle(octokit, repository, id), 404, null);
  if (idle === null) return;
  try {
    // A job of Actions goes by the number of its check.
    if (idle.isJob) await octokit.rest.actions.reRunJobForWorkflowRun({ ...repository, job_id: id });
    else await octokit.rest.checks.rerequestRun({ ...repository, check_run_id: id });
  } catch (error) {
    // It waits to be run already, with others of its run.
    if (isStatus(error, 403) && /already (?:running|queued)|is already/i.test(error.message)) return;
    throw error;
  }
}

/** Null: there is nothing to do. */
async function findIdle(octokit: Octokit, repository: Repository, id: number): Promise<Idle | null> {
  const check = await ifAccessible(octokit.rest.checks.get({ ...repository, check_run_id: id }));
  if (check) {
    const anew = check.data.status !== 'completed' || (await runsAnew(octokit, repository, check.data));
    return anew ? null : { isJob: check.data.app?.slug === ACTIONS };
  }
  // Where checks may not be read, all that was seen are jobs.
  const job = await octokit.rest.actions.getJobForWorkflowRun({ ...repository, job_id: id });
  const anew = job.data.status !== 'completed' || (await jobRunsAnew(octokit, repository, job.data));
  return anew ? null : { isJob: true };
}

/** Another run of a check is another check of that name. */
async function runsAnew(octokit: Octokit, repository: Repository, check: Check): Promise<boolean> {
  const asked = { ...repository, ref: check.head_sha, check_name: check.name, filter: 'latest' } as const;
  const { data } = await octokit.rest.checks.listForRef(asked);
  return data.check_runs.some(({ id, app }) => id > check.id && app?.id === check.app?.id);
}

/** Another attempt at a job is another job of that name, in the same run of its workflow. */
async function jobRunsAnew(octokit: Octokit, repository: Repository, job: Job): Promise<boolean> {
  const isLater = ({ id, name }: Job) => id > job.id && name === job.name;
  const asked = { ...repository, run_id: job.run_id, filter: 'latest', per_page: PAGE_SIZE } as const;
  const readPage = async (page: number) =>
    (await octokit.rest.actions.listJobsForWorkflowRun({ ...asked, page })).data.jobs;
  return (await readPages(JOB_PAGES_MAX, readPage, isLater)).items.some(isLater);
}
