// What people are told of tests that fail on the base without anybody's work: they decide nothing, and a pass beside them
// would otherwise look like one that they were part of.
import type { Stability, TestResult } from '../validator.js';
import { missingSurroundings } from './missing-surroundings.js';

const NAMES_SHOWN_MAX = 3;
const NAME_CHARS_MAX = 120;

/** One or two sentences; empty where all is well. `tests`: of one run. `asked`: acceptance tests, which are meant to fail. */
export function baseFailuresNote(
  stability: Readonly<Record<string, Stability>>,
  tests: readonly TestResult[],
  asked: readonly string[],
): string {
  const failing = Object.keys(stability).filter((id) => stability[id] === 'stableFail' && !asked.includes(id));
  const flaky = Object.values(stability).filter((kind) => kind === 'flaky').length;
  const total = Object.keys(stability).length;
  const parts = [
    ...(failing.length === 0 ? [] : [`${failing.length} of ${total} tests fail on the base (${listed(failing)})`]),
    ...(flaky === 0 ? [] : [`${flaky} come out at random there`]),
  ];
  if (parts.length === 0) return '';
  const messages = tests.filter(({ id }) => failing.includes(id)).map(({ message }) => message);
  return [`${parts.join(', and ')}: they decide nothing.`, missingSurroundings(messages.join('\n'))]
    .filter(Boolean)
    .join(' ');
}

function listed(ids: readonly string[]): string {
  const shown = ids
    .slice(0, NAMES_SHOWN_MAX)
    .map((id) => (id.length > NAME_CHARS_MAX ? `${id.slice(0, NAME_CHARS_MAX)}…` : id));
  return `${shown.join('; ')}${ids.length > NAMES_SHOWN_MAX ? ` and ${ids.length - NAMES_SHOWN_MAX} more` : ''}`;
}
