// Makes one of what the ecosystems of a repository bring along: everything is installed, and all tests are run.
import { forceReport } from './force-report.js';
import type { Detected, DetectedTest } from './repository-facts.js';

const ALL_RUN = 'all of them are run; name one with --test, or as validator: { test: COMMAND }, to run only that';

/** Null where nothing is found. What little speaks for counts only where nothing else is there. */
export function joinDetected(found: readonly Detected[]): Detected | null {
  const strong = found.filter((one) => one.weak !== true);
  const all = strong.length > 0 ? strong : found.slice(0, 1);
  const [only] = all;
  if (only === undefined || all.length === 1) return only ?? null;
  const own = all.filter((one, index) => !repeats(one, all.slice(0, index)));
  const setups = all.flatMap(({ setup }) => setup ?? []);
  // In braces, so that an alternative in one does not decide about the next.
  const builds = all.flatMap(({ build }) => (build === undefined ? [] : `{ ${build}; }`));
  return {
    setup: setups.length === 0 ? null : setups.join(' && '),
    ...(builds.length === 0 ? {} : { build: builds.join(' && ') }),
    testForPeople: own.map(({ testForPeople }) => testForPeople).join(' && '),
    tests: own.flatMap(({ tests }) => tests),
    environment: Object.assign({}, ...all.map(({ environment }) => environment ?? {})),
    evidence: [...all.flatMap(({ evidence }) => evidence), ...(own.length === 1 ? [] : [ALL_RUN])],
  };
}

/** True where a script before it starts the same runner: `npm test` may well be pytest. */
function repeats({ tests }: Detected, before: readonly Detected[]): boolean {
  const known = new Set(before.flatMap((one) => one.tests.map(runnerOf)));
  return tests.every((test) => runnerOf(test) !== '' && known.has(runnerOf(test)));
}

function runnerOf({ command, scripts }: DetectedTest): string {
  return forceReport(command, scripts ?? {}).runner;
}
