// How a run ends once its result is published: delivered, or as a draft, and where the result is.
import { draftTests } from '../../core/validator/superseded.js';
import { deliveredVerdict, type Run, type RunEnd } from './run.js';

const NAMES_SHOWN_MAX = 5;

export function deliveredEnd(run: Run): RunEnd {
  const where = placeOf(run);
  const verdict = deliveredVerdict(run);
  const failing = draftTests(verdict);
  if (failing.length === 0) {
    const setAside = verdict?.superseded?.length ?? 0;
    const which = setAside === 0 ? 'The tests pass' : `All tests pass but ${setAside} that a person has set aside`;
    return { outcome: 'delivered', summary: `${which}; the result is ${where}.` };
  }
  const more = failing.length > NAMES_SHOWN_MAX ? ` and ${failing.length - NAMES_SHOWN_MAX} more` : '';
  const names = `${failing.slice(0, NAMES_SHOWN_MAX).join('; ')}${more}`;
  const again = run.input.issue ? 'matter and comment "/nightshift retry".' : 'matter and run again with --retry.';
  return {
    outcome: 'draft',
    summary:
      `A draft is ${where}: all passes but tests of the repository that the spec contradicts, says the ` +
      `author of its tests (${names}). If that is so, open their files by "mayChange: [PATH]" in the spec's front ` +
      again,
  };
}

/** Whether a person has to look before it may be merged: old tests fail, or new ones that nobody could pass. */
export function isDraft(run: Run): boolean {
  return draftTests(deliveredVerdict(run)).length > 0 || (run.written?.setAside.length ?? 0) > 0;
}

function placeOf({ branch, pullRequest }: Run): string {
  if (branch === null) throw new Error('there is no result before it is published');
  return pullRequest ? `in pull request ${pullRequest.url}` : `on branch ${branch}`;
}
