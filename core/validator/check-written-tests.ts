// Whether tests that a model wrote may judge anybody: the test command collects them, they fail on the base because
// something is not built yet, they come out the same twice, and they notice when all code is gone.
import type { TestResult, TestRun } from '../validator.js';
import type { AcceptanceInput, AcceptanceTests } from './acceptance.js';
import { acceptanceNote } from './acceptance-note.js';
import { cleanMessage } from './clean-message.js';
import { EXIT_CODE_TEST, fileOfTest } from './test-id.js';
import { missesSomething, ownMistakes } from './why-tests-fail.js';

export interface FurtherRuns {
  /** The base with the written files laid over it, once more. */
  again: TestRun;
  /** With all code emptied; null when there is none to empty. */
  emptied: TestRun | null;
}

const NAMES_SHOWN_MAX = 10;

/**
 * Sentences for the author about the first run of the base with its files; empty when that is as it should be.
 * `command` is the test command as a person would type it.
 */
export function firstRunProblems(input: AcceptanceInput, found: AcceptanceTests, command: string): string[] {
  const mistakes = ownMistakes(input.run, input.files);
  if (mistakes.length > 0) return mistakes.slice(0, NAMES_SHOWN_MAX);
  if (!input.run.complete && !missesSomething(input.run.output)) {
    return [cleanMessage(`With your files, the run of the tests is not complete: ${input.run.problem}.`)];
  }
  const note = acceptanceNote(input, found, command);
  return note === '' ? [] : [note];
}

/** Sentences for the author about what only further runs show; empty when the tests are accepted. */
export function furtherRunProblems(input: AcceptanceInput, { again, emptied }: FurtherRuns): string[] {
  const passing = emptied === null ? [] : vacuous(input, emptied);
  return [
    ...listed('These do not come out the same when run twice', unsteady(written(input, input.run), again)),
    ...listed('These pass although all code of the repository is emptied, so they test nothing', passing),
  ];
}

/** The tests that the files bring. Where only the exit code speaks, the command is the one test. */
export function written({ stability, files }: AcceptanceInput, run: TestRun): TestResult[] {
  return run.tests.filter(
    ({ id }) => id === EXIT_CODE_TEST || stability[id] === undefined || files.includes(fileOfTest(id)),
  );
}

function unsteady(tests: readonly TestResult[], again: TestRun): string[] {
  const statuses = new Map(again.tests.map(({ id, status }) => [id, status]));
  return tests.filter(({ id, status }) => statuses.get(id) !== status).map(({ id }) => id);
}

/** Some runners report a file that holds helpers only as passed: that is no test. */
function vacuous(input: AcceptanceInput, emptied: TestRun): string[] {
  const passed = written(input, emptied).filter(({ status }) => status === 'passed');
  return passed.map(({ id }) => id).filter((id) => !input.files.includes(id));
}

function listed(what: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const more = ids.length > NAMES_SHOWN_MAX ? ` and ${ids.length - NAMES_SHOWN_MAX} more` : '';
  return [`${what}: ${ids.slice(0, NAMES_SHOWN_MAX).join('; ')}${more}.`];
}
