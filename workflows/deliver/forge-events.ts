// What intake tells of the issue. Each event says how things are, so that one that comes twice or late does no harm.
import { setHandler } from '@temporalio/workflow';
import type { ForgeEvent } from '../../core/forge-event.js';
import { startAgain } from '../../core/intake/comment-texts.js';
import { forgeEventSignal } from '../messages.js';
import { changeHolds } from './control.js';
import type { Run } from './run.js';
import { say } from './tell-issue.js';

/** `withdraw` ends the work; what is made so far stays. */
export function handleForgeEvents(run: Run, withdraw: () => void): void {
  setHandler(forgeEventSignal, (event) => (run.input.issue ? take(run, event, withdraw) : undefined), {
    description: 'How the issue or the pull request stands now: its text, label, state, or that there is news.',
  });
}

async function take(run: Run, event: ForgeEvent, withdraw: () => void): Promise<void> {
  const { issue } = run;
  switch (event.kind) {
    case 'look':
      issue.looks += 1;
      return;
    case 'text': {
      const sha256 = event.changed?.sha256 ?? null;
      if (issue.textChanged === sha256) return;
      if (event.changed) say(run, `text-${event.changed.sha256}`, event.changed.note);
      return changeHolds(run, () => {
        issue.textChanged = sha256;
      });
    }
    case 'label':
      if ((issue.labelGone === null) === event.there) return;
      return changeHolds(run, () => {
        issue.labelGone = event.there ? null : { by: event.by };
      });
    case 'issue':
      if (event.state === 'closed') takeBack(run, `${event.by ?? 'Somebody'} closed the issue`, withdraw);
      // The run ends all the same; afterwards it is for intake to say.
      else if (issue.withdrawn !== null) say(run, 'again', startAgain());
      return;
    case 'gone':
      takeBack(run, `The issue is gone (${event.why})`, withdraw);
  }
}

/** Once there is a result, an issue is closed by merging it: then the pull request tells what that means. */
function takeBack(run: Run, what: string, withdraw: () => void): void {
  const { issue, stage } = run;
  if (['publish', 'follow', 'ended'].includes(stage) && issue.toMend === null) {
    issue.looks += 1;
    return;
  }
  issue.withdrawn ??= `${what} while it was worked on.`;
  withdraw();
}
