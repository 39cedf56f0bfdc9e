// Publish: the delivered commit becomes a branch in the user's repository, and where that is on a forge a pull request.
import type { PublishResult } from '../../core/activities.js';
import { branchName } from '../../core/deliver.js';
import { folder, store } from '../hands.js';
import { summary } from '../summary.js';
import { publishOnForge } from './publish-on-forge.js';
import { ended, judgedBy, preparedOf, type Run, type Step } from './run.js';
import { enterStage } from './show.js';
import { notPaused } from './wait.js';

export async function publish(run: Run, passed: string): Promise<Step<null>> {
  const branch = branchName(run.input.spec.slug);
  if (run.input.issue) await notPaused(run);
  enterStage(run, 'publish', `publishing ${branch}`);
  const commit = await withWrittenTests(run, passed);
  if (run.input.issue) return publishOnForge(run, commit);
  const published = await intoFolder(run, branch, commit);
  if (!published.ok) {
    run.commit = commit;
    return ended('failed', published.message);
  }
  run.branch = published.branch;
  run.commit = published.commit;
  return { ok: true, value: null };
}

function intoFolder(run: Run, branch: string, commit: string): Promise<PublishResult> {
  return folder.publishBranch.executeWithOptions({ summary: summary(`Publish ${branch}`) }, [
    {
      repository: run.input.repository,
      branch,
      baseCommit: preparedOf(run).baseCommit,
      commit,
      acceptance: judgedBy(run).acceptance,
      replaces: run.input.replaces,
    },
  ]);
}

/** Held-out tests are in no commit until here, and those that are set aside would fail in the branch. */
export async function withWrittenTests(run: Run, commit: string): Promise<string> {
  const { written } = run;
  const keep = run.input.terms.validator.keepTests;
  if (!written || (keep && !written.heldOut && written.setAside.length === 0)) return commit;
  const delivered = await store.deliverTests.executeWithOptions(
    { summary: keep ? 'Settle which written tests are delivered' : 'Take out the written tests' },
    [
      {
        repository: run.input.repository,
        run: run.name,
        commit,
        visible: written.visible,
        heldOut: written.heldOut?.files ?? null,
        setAside: written.setAside,
        keep,
        committedAtMs: Date.now(),
      },
    ],
  );
  return delivered.commit;
}
