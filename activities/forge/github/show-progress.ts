// The one living comment on the issue, and the label that goes with it.
import type { ForgeResult, ShowProgressInput } from '../../../core/forge-activities.js';
import { renderProgress } from '../../../core/progress/render-progress.js';
import { redactStrings } from '../../secrets/redact-strings.js';
import { done } from './done.js';
import { forgeOf, type GitHubHands } from './github-hands.js';
import { putComment } from './put-comment.js';
import { setState } from './set-state.js';

const KEY = 'progress';

export async function showProgress(hands: GitHubHands, input: ShowProgressInput): Promise<ForgeResult> {
  const place = { repository: forgeOf(input.repository), number: input.issue.number };
  const us = await hands.client.whoAmI(place.repository);
  if (!us.ok) return us;
  // Before it is rendered: escaped, a secret would not be known again.
  const status = await redactStrings(hands.redactor, input.status);
  const text = renderProgress({ status, state: input.state, uiUrl: input.uiUrl });
  return done(
    await hands.client.ask({ ...place, doing: 'show how far the run is' }, async (octokit) => {
      await putComment(octokit, place, us.value, { key: KEY, text, edit: true });
      await setState(octokit, place, input.label, input.state);
    }),
  );
}
