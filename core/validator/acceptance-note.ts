// What people are told of acceptance files that do not show whether the work was done. Without it, a receipt would
// claim more than was proven.
import type { AcceptanceInput, AcceptanceTests } from './acceptance.js';
import { fileOfTest, isWholeFile } from './test-id.js';

const PATHS_SHOWN_MAX = 5;

/** Empty when the acceptance files ask for something that the base does not do. `command` as a person would type it. */
export function acceptanceNote(input: AcceptanceInput, found: AcceptanceTests, command: string): string {
  if (!asksForSomething(input, found)) {
    const what = `The spec's acceptance files (${listed(input.files)}) prove nothing`;
    return found.ids.length > 0
      ? `${what}: all of their tests pass on the base already.`
      : `${what}: on the base, "${command}" comes out the same with them as without them. Either it does not run them, ` +
          'or they pass already.';
  }
  const notRun = found.files.filter((file) => isNotRun(input, file));
  if (notRun.length === 0) return '';
  return `On the base, "${command}" does not run the spec's acceptance files ${listed(notRun)}. Only a result with which it does can pass.`;
}

function asksForSomething({ stability, run }: AcceptanceInput, found: AcceptanceTests): boolean {
  if (!run.complete || found.unnamed || found.files.length > 0) return true;
  const statuses = new Map(run.tests.map((test) => [test.id, test.status]));
  const replaced = new Set(found.replaced);
  const kept = Object.keys(stability).filter((id) => stability[id] === 'stablePass' && !replaced.has(id));
  if ([...found.ids, ...kept].some((id) => statuses.get(id) !== 'passed')) return true;
  return run.tests.some((test) => test.status === 'failed' && stability[test.id] === undefined);
}

/** The run is whole, and nothing in it is the file's or stands for files that could not be loaded. */
function isNotRun({ stability, run }: AcceptanceInput, file: string): boolean {
  const broken = run.tests.some(
    (test) => test.status === 'failed' && isWholeFile(test.id) && stability[test.id] === undefined,
  );
  return run.complete && !broken && run.tests.every((test) => fileOfTest(test.id) !== file);
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, PATHS_SHOWN_MAX).join(', ');
  return paths.length > PATHS_SHOWN_MAX ? `${shown} and ${paths.length - PATHS_SHOWN_MAX} more` : shown;
}
