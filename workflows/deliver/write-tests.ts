// Acceptance tests for a spec that brings none: a model that sees the spec and the base, and no implementation, writes
// them before anybody works on the spec. What is not good enough is told it once; then the run goes on without.
import type { ArtifactRef } from '../../core/artifact.js';
import { type Amount, reserve } from '../../core/budget.js';
import type { CandidateInput, CandidateResult, Conversation } from '../../core/candidate.js';
import { chooseAuthor } from '../../core/choose-author.js';
import { clampMiddle } from '../../core/clamp.js';
import type { Generator } from '../../core/generator.js';
import { journalKey } from '../../core/journal-key.js';
import { testsLeaseFor } from '../../core/lease.js';
import { TESTS_TASK_ID } from '../../core/plan.js';
import { type AuthoredTests, type CheckedTests, TESTS_TRIES_MAX } from '../../core/written-tests.js';
import { briefs, tests } from '../hands.js';
import { summary } from '../summary.js';
import { askableNow, isAway } from './generators.js';
import { preparedOf, type Run } from './run.js';
import { BROKEN, settledResult } from './run-try.js';
import { show, showMoney } from './show.js';
import { leaseTerms, patienceMsFor, tryLimitsOf } from './try-terms.js';
import { notPaused } from './wait.js';

const WITHOUT = 'there are no acceptance tests, and a result only has to keep the tests that are there.';

/** Of what was wrong with refused tests, on the receipt. */
const NOTE_BYTES_MAX = 600;
const NONE_HELD_OUT =
  'validator.holdout is set, but no written test is held out: there are too few, they stand in one file, or the report ' +
  'does not say in which file a test stands.';

export async function writeTests(run: Run): Promise<void> {
  const { spec, terms } = run.input;
  if (terms.validator.acceptance !== 'write' || spec.acceptance !== null || spec.acceptancePaths) return;
  for (;;) {
    const author = chooseAuthor(askableNow(run));
    if (!author) {
      run.notes.push(`No generator could be asked for acceptance tests: ${WITHOUT}`);
      return;
    }
    await triesOf(run, author);
    // Who fell away is followed by the next.
    if (run.written || !isAway(run, author)) return;
  }
}

async function triesOf(run: Run, author: Generator): Promise<void> {
  let files: ArtifactRef | null = null;
  let problems: string[] = [];
  for (let tries = 1; tries <= TESTS_TRIES_MAX; tries++) {
    await notPaused(run);
    const result: CandidateResult | null = await writeOnce(run, author, files, problems);
    if (result === null || isAway(run, author)) return;
    if (!result.authored || BROKEN.includes(result.end)) {
      run.notes.push(`${author.name} wrote no acceptance tests (${result.note || result.end}): ${WITHOUT}`);
      return;
    }
    show(run, `checking the acceptance tests of ${author.name}`);
    const checked = await checkedOnBase(run, result.authored);
    if (checked.ok) {
      const { ok: _accepted, unknownSuperseded = [], ...accepted } = checked;
      if (unknownSuperseded.length > 0) run.notes.push(unknownNote(author, unknownSuperseded));
      run.written = { ...accepted, author: author.name, setAside: [] };
      if (run.input.terms.validator.holdout > 0 && !accepted.heldOut) run.notes.push(NONE_HELD_OUT);
      return;
    }
    ({ problems } = checked);
    ({ files } = result.authored);
  }
  run.notes.push(
    `The acceptance tests that ${author.name} wrote were not accepted (${clampMiddle(problems.join(' '), NOTE_BYTES_MAX)}): ${WITHOUT}`,
  );
}

function unknownNote(author: Generator, lines: readonly string[]): string {
  return clampMiddle(
    `${author.name} named old tests as contradicted by the spec that the base does not have, or not as passing: ` +
      `${lines.join('; ')}. They count as they are.`,
    NOTE_BYTES_MAX,
  );
}

function checkedOnBase(run: Run, authored: AuthoredTests): Promise<CheckedTests> {
  const { baseCommit, validator, baseline } = preparedOf(run);
  const { repository, terms } = run.input;
  return tests.checkTests.executeWithOptions({ summary: 'Check the written tests on the base' }, [
    {
      repository,
      commit: baseCommit,
      validator,
      baseline: baseline.results,
      authored,
      holdout: terms.validator.holdout,
      sandbox: terms.sandbox,
    },
  ]);
}

/** Null when the budget does not cover it, which the receipt then says. */
async function writeOnce(
  run: Run,
  author: Generator,
  files: ArtifactRef | null,
  problems: string[],
): Promise<CandidateResult | null> {
  const { spec, repository } = run.input;
  const { baseCommit, validator } = preparedOf(run);
  show(run, `asking ${author.name} for acceptance tests`);
  const conversation = await briefs.composeTestsBrief.executeWithOptions(
    { summary: summary(`Brief: tests for ${spec.title}`) },
    [{ repository, baseCommit, spec, validator, problems }],
  );
  const number = run.overheadCalls.filter(({ purpose }) => purpose === 'tests').length + 1;
  const workflowId = journalKey(run.deliverId, run.input.generation, TESTS_TASK_ID, String(number));
  const leased = testsLeaseFor(run.budget, author, conversation.bytes);
  const reservation = leased.ok ? reserve(run.budget, workflowId, leased.lease) : null;
  if (!leased.ok || !reservation?.ok) {
    run.notes.push(`The budget did not cover acceptance tests by ${author.name}: ${WITHOUT}`);
    return null;
  }
  run.budget = reservation.budget;
  const input = inputOf(run, author, { number, files, conversation, lease: leased.lease });
  const result = await settledResult(run, input, workflowId);
  const { usage, chargedMicroUsd } = result;
  run.overheadCalls.push({ purpose: 'tests', generator: author.name, usage, chargedMicroUsd });
  showMoney(run);
  return result;
}

interface Writing {
  number: number;
  files: ArtifactRef | null;
  conversation: Conversation;
  lease: Amount;
}

function inputOf(run: Run, author: Generator, { number, files, conversation, lease }: Writing): CandidateInput {
  const { baseCommit, validator } = preparedOf(run);
  const { spec, repository, terms } = run.input;
  return {
    key: `${run.name}/${TESTS_TASK_ID}/${number}`,
    deliverId: run.deliverId,
    generation: run.input.generation,
    run: run.name,
    taskId: TESTS_TASK_ID,
    taskTitle: spec.title,
    specTitle: spec.title,
    repository,
    baseCommit,
    startCommit: baseCommit,
    move: { kind: 'generate', generator: author.name },
    generator: author,
    ...leaseTerms(run, lease),
    patienceMs: patienceMsFor(run, author),
    conversation,
    tryLimits: tryLimitsOf(run),
    validator,
    sandbox: terms.sandbox,
    author: { files },
  };
}
