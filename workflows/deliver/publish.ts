// Publish: the delivered commit becomes a branch in the user's repository.
import { branchName } from '../../core/deliver.js';
import { forge } from '../hands.js';
import { summary } from '../summary.js';
import { ended, judgedBy, preparedOf, type Run, type Step } from './run.js';
import { enterStage } from './show.js';

export async function publish(run: Run, commit: string): Promise<Step<string>> {
  const branch = branchName(run.input.spec.slug);
  enterStage(run, 'publish', `publishing ${branch}`);
  const published = await forge.publishBranch.executeWithOptions({ summary: summary(`Publish ${branch}`) }, [
    {
      repository: run.input.repository,
      branch,
      baseCommit: preparedOf(run).baseCommit,
      commit,
      acceptance: judgedBy(run).acceptance,
      replaces: run.input.replaces,
    },
  ]);
  if (!published.ok) {
    run.commit = commit;
    return ended('failed', published.message);
  }
  run.branch = published.branch;
  run.commit = published.commit;
  return { ok: true, value: published.branch };
}
