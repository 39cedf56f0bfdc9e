// Follow: what happens to a result after it was published. A local repository has no reviews and no CI to wait for,
// so a local run ends here; a forge that has them is followed from here on.
import { draftTests } from '../../core/validator/superseded.js';
import { deliveredVerdict, type Run, type RunEnd } from './run.js';

const NAMES_SHOWN_MAX = 5;

export function follow(run: Run): RunEnd {
  const { branch } = run;
  if (branch === null) throw new Error('there is nothing to follow before it is published');
  const verdict = deliveredVerdict(run);
  const failing = draftTests(verdict);
  if (failing.length === 0) {
    const setAside = verdict?.superseded?.length ?? 0;
    const which = setAside === 0 ? 'The tests pass' : `All tests pass but ${setAside} that a person has set aside`;
    return { outcome: 'delivered', summary: `${which}; the result is on branch ${branch}.` };
  }
  const more = failing.length > NAMES_SHOWN_MAX ? ` and ${failing.length - NAMES_SHOWN_MAX} more` : '';
  const names = `${failing.slice(0, NAMES_SHOWN_MAX).join('; ')}${more}`;
  return {
    outcome: 'draft',
    summary:
      `A draft is on branch ${branch}: all passes but tests of the repository that the spec contradicts, says the ` +
      `author of its tests (${names}). If that is so, open their files by "mayChange: [PATH]" in the spec's front ` +
      'matter and run again with --retry.',
  };
}
