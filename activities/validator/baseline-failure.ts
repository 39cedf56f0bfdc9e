// Why a base commit cannot serve for judging, as data with a way out for people.
import type { BaselineInput } from '../../core/activities.js';
import { clampMiddle } from '../../core/clamp.js';
import { cleanMessage, lastLines } from '../../core/validator/clean-message.js';
import { missingSurroundings } from '../../core/validator/missing-surroundings.js';
import { EXIT_CODE_TEST } from '../../core/validator/test-id.js';
import { NO_TESTS_FOUND } from '../../core/validator/to-test-run.js';
import type { BaselineFailureReason, ExpectedFailure } from '../../core/validator.js';
import type { Artifacts } from '../ledger/ledger.js';
import type { RanTests } from './run-tests.js';
import { storeLog } from './store-log.js';

type BaselineFailure = ExpectedFailure<BaselineFailureReason>;

const OUTPUT_LINES = 20;
const OUTPUT_BYTES_MAX = 4_000;
const MESSAGES_READ_MAX = 50;
const SAYS_NO_TESTS =
  /\bno tests? (?:files? |suites? )?(?:were )?found\b|couldn.t find any (?:files to )?test|no tests? to run\b/i;
const WAY_OUT =
  'Name a test command that passes here with --test "COMMAND", or in nightshift.yml as validator: { test: COMMAND }.';

/** Null when this run of the base is one to compare with. Some failing tests are no obstacle; all of them are. */
export async function unusableBase(
  artifacts: Artifacts,
  input: BaselineInput,
  run: RanTests,
): Promise<BaselineFailure | null> {
  const passing = run.tests.some((test) => test.status === 'passed');
  if (run.complete && passing) return null;
  const { reason, what } = describe(input, run);
  const shown = clampMiddle(whatWasSeen(run), OUTPUT_BYTES_MAX);
  return {
    ok: false,
    reason,
    message: [what, missingSurroundings(allSaid(run)), WAY_OUT].filter(Boolean).join(' ') + (shown && `\n${shown}`),
    log: await storeLog(artifacts, run),
  };
}

export function doNotExercise({ validator }: BaselineInput): BaselineFailure {
  return {
    ok: false,
    reason: 'testsDontExercise',
    message:
      `The tests ("${validator.testForPeople}") still pass when all code of the repository is emptied, so they say ` +
      `nothing about it. ${WAY_OUT}`,
    log: null,
  };
}

/** Tests that nobody has committed cannot judge anybody. */
export function noSuchTests({ acceptancePaths = [] }: BaselineInput): BaselineFailure {
  return {
    ok: false,
    reason: 'noTests',
    message:
      `The spec names acceptance tests that the base does not have (${acceptancePaths.join(', ')}): commit them first, ` +
      'or give them in fenced blocks with file=PATH.',
    log: null,
  };
}

function describe({ validator }: BaselineInput, run: RanTests): { reason: BaselineFailureReason; what: string } {
  const command = `"${validator.testForPeople}"`;
  if (run.ended === 'timedOut') {
    const seconds = Math.round(validator.testTimeoutMs / 1000);
    return {
      reason: 'timedOut',
      what: `The tests of the base (${command}) take longer than ${seconds} s: allow more with validator: { testTimeout: 20m }.`,
    };
  }
  if (foundNone(run)) {
    return { reason: 'noTests', what: `The test command ${command} finds no tests on the base.` };
  }
  return { reason: 'cannotRun', what: `The tests of the base (${command}) cannot be used: ${whyUnusable(run)}.` };
}

/** Runners that find no tests mostly fail without a report. */
function foundNone(run: RanTests): boolean {
  if (run.problem.startsWith(NO_TESTS_FOUND)) return true;
  return run.tests.length === 0 && run.ended === 'exited' && SAYS_NO_TESTS.test(run.output);
}

/** What failing tests say, then what the run printed. */
function allSaid(run: RanTests): string {
  const messages = run.tests.filter(({ status }) => status === 'failed').map(({ message }) => message);
  return [...messages.slice(0, MESSAGES_READ_MAX), run.output].join('\n');
}

function whyUnusable(run: RanTests): string {
  if (!run.complete) return run.problem;
  if (onlyExitCode(run)) return `the command ends with exit code ${run.exitCode}`;
  return `none of its ${run.tests.length} tests passes`;
}

function onlyExitCode(run: RanTests): boolean {
  return run.tests.length === 1 && run.tests[0]?.id === EXIT_CODE_TEST;
}

/** The first failure that the report names, and the end of the output: either may be the one that says why. */
function whatWasSeen(run: RanTests): string {
  // Without a report, the output is all there is.
  const failure = onlyExitCode(run) ? '' : (run.tests.find((test) => test.status === 'failed')?.message ?? '');
  return [cleanMessage(failure), lastLines(run.output, OUTPUT_LINES)].filter((text) => text !== '').join('\n');
}
