// A CI for repositories on the double: it judges each head of a pull request, and again what is asked to run again.
import { actionsApp } from '../acts/apps.js';
import { type CheckGiven, changeCheck, startCheck } from '../acts/checks.js';
import type { CheckRun, Repository } from '../model.js';
import type { Happening, World } from '../world.js';

export interface CiJob {
  repository: Repository;
  /** The commit to judge. */
  sha: string;
  /** Of jobs of this name on this commit: 1, then more as it is asked to run again. */
  attempt: number;
}
export type CiVerdict = Pick<CheckGiven, 'conclusion' | 'output' | 'annotations' | 'log'>;
export type Ci = (job: CiJob) => CiVerdict | Promise<CiVerdict>;

/** What is to be told of all that happens. */
export function createCi(world: World, name: string, judge: Ci): (happening: Happening) => void {
  const app = actionsApp(world);
  return ({ event, action, repository, payload }) => {
    if (event === 'pull_request' && (action === 'opened' || action === 'synchronize')) {
      const { head } = payload['pull_request'] as { head: { sha: string } };
      startCheck(world, app, repository, { name, headSha: head.sha, log: '' });
    }
    if (event !== 'check_run' || action !== 'created') return;
    const { id } = payload['check_run'] as { id: number };
    const run = repository.checkRuns.find((one) => one.id === id);
    // Whoever made it may be about to say what came of it, as a test does.
    if (run?.suite.app === app) setImmediate(() => void work(world, repository, run, judge));
  };
}

async function work(world: World, repository: Repository, run: CheckRun, judge: Ci): Promise<void> {
  if (run.status !== 'queued') return;
  const { app, headSha: sha } = run.suite;
  const alike = repository.checkRuns.filter((one) => one.suite === run.suite && one.name === run.name);
  changeCheck(world, app, repository, run, { status: 'in_progress' });
  try {
    const verdict = await judge({ repository, sha, attempt: alike.indexOf(run) + 1 });
    changeCheck(world, app, repository, run, verdict);
  } catch (error) {
    world.problems.push(`CI broke down: ${error}`);
  }
}
