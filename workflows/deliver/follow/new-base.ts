// Another commit than the one that the run began with becomes what its work is judged against.
import type { ArtifactRef } from '../../../core/artifact.js';
import type { BaselineOk, BaselineOutcome } from '../../../core/validator.js';
import { tests } from '../../hands.js';
import { summary } from '../../summary.js';
import { preparedOf, type Run } from '../run.js';
import { show } from '../show.js';
import { shortCommit } from './short-commit.js';

/** What the tests of a commit say by themselves. `acceptance`: files that are laid over it. */
export function baselineAt(run: Run, commit: string, acceptance: ArtifactRef | null): Promise<BaselineOutcome> {
  const { validator } = preparedOf(run);
  const { repository, spec, terms } = run.input;
  show(run, `running the tests of ${shortCommit(commit)}: ${validator.testForPeople}`);
  return tests.runBaseline.executeWithOptions({ summary: summary(`Baseline of ${shortCommit(commit)}`) }, [
    {
      repository,
      commit,
      validator,
      acceptance,
      sandbox: terms.sandbox,
      ...(spec.acceptancePaths && acceptance === spec.acceptance ? { acceptancePaths: spec.acceptancePaths } : {}),
    },
  ]);
}

/** From here on all is judged against it. Gives the way back. */
export function judgeAgainst(run: Run, baseCommit: string, baseline: BaselineOk): () => void {
  const { prepared, written } = run;
  run.prepared = { ...preparedOf(run), baseCommit, baseline };
  if (written) run.written = { ...written, results: baseline.results };
  return () => {
    run.prepared = prepared;
    run.written = written;
  };
}
