// Prepare: pin the base commit, find out how it is tested, and see what its own tests say, before money is spent.
import { branchName } from '../../core/deliver.js';
import { detection, ledger, repositories, tests } from '../hands.js';
import { summary } from '../summary.js';
import { ended, type Prepared, type Run, type Step } from './run.js';
import { enterStage, show } from './show.js';

export async function prepare(run: Run): Promise<Step<Prepared>> {
  const { spec, repository, terms, forge } = run.input;
  enterStage(run, 'prepare', 'opening the repository');
  await ledger.recordSpec.executeWithOptions({ summary: summary(`Record the spec: ${spec.title}`) }, [
    {
      deliverId: run.deliverId,
      generation: run.input.generation,
      run: run.name,
      spec,
      repository,
      budgetMicroUsd: run.budget.capMicroUsd,
      startedAtMs: run.startedAtMs,
    },
  ]);

  const opened = await repositories.openRepository.executeWithOptions(
    { summary: summary(`Open ${repository.name} and pin its base commit`) },
    [
      {
        repository,
        run: run.name,
        target: {
          branch: branchName(spec.slug),
          replaces: run.input.replaces,
          ...(forge ? { pushTo: forge.pushTo } : {}),
        },
      },
    ],
  );
  if (!opened.ok) return ended('failed', opened.message);
  const { baseCommit, baseBranch, dirty } = opened;
  run.base = { commit: baseCommit, branch: baseBranch, dirty, testCommand: '' };
  if (dirty) {
    run.notes.push(
      'The working tree had uncommitted changes; the run is based on the commit at HEAD and left them alone.',
    );
  }

  show(run, 'finding out how the repository is tested');
  const detected = await detection.detectTests.executeWithOptions({ summary: 'Find out how it is tested' }, [
    { repository, commit: baseCommit, terms: terms.validator },
  ]);
  if (!detected.ok) return ended('failed', detected.message);
  const { ok: _found, ...found } = detected;
  const validator = spec.mayChange === undefined ? found : { ...found, mayChange: spec.mayChange };
  run.base.testCommand = validator.testForPeople;

  show(run, `${installing(validator.setup)}running the tests of the base: ${validator.testForPeople}`);
  const baseline = await tests.runBaseline.executeWithOptions(
    { summary: summary(`Baseline: ${validator.testForPeople}, ${validator.baselineRuns} times`) },
    [
      {
        repository,
        commit: baseCommit,
        validator,
        acceptance: spec.acceptance,
        sandbox: terms.sandbox,
        ...(spec.acceptancePaths ? { acceptancePaths: spec.acceptancePaths } : {}),
      },
    ],
  );
  if (!baseline.ok) return ended('failed', baseline.message);
  if (baseline.failuresNote) run.notes.push(baseline.failuresNote);
  if (baseline.acceptanceNote) run.notes.push(baseline.acceptanceNote);

  return { ok: true, value: { baseCommit, validator, baseline } };
}

/** Both are one activity, so they are told of together: the wait for packages is often the longer one. */
function installing(setup: string | null): string {
  return setup === null ? '' : `installing dependencies (${setup}), then `;
}
