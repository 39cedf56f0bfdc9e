// The one living comment on the issue, and the label that goes with it.
import type { Octokit } from 'octokit';
import type { ShownProgress, ShowProgressInput, ShowProgressResult } from '../../../core/forge-activities.js';
import { renderProgress } from '../../../core/progress/render-progress.js';
import { redactStrings } from '../../secrets/redact-strings.js';
import { forgeOf, type GitHubHands } from './github-hands.js';
import { editComment, type Place, putComment } from './put-comment.js';
import { setState } from './set-state.js';

const KEY = 'progress';

export async function showProgress(hands: GitHubHands, input: ShowProgressInput): Promise<ShowProgressResult> {
  const place = { repository: forgeOf(input.repository), number: input.issue.number };
  const us = await hands.client.whoAmI(place.repository);
  if (!us.ok) return us;
  // Before it is rendered: escaped, a secret would not be known again.
  const status = await redactStrings(hands.redactor, input.status);
  const text = renderProgress({ status, state: input.state, uiUrl: input.uiUrl });
  const answer = await hands.client.ask({ ...place, doing: 'show how far the run is' }, (octokit) =>
    shownOn(octokit, { place, us: us.value, text, input }),
  );
  return answer.ok ? { ok: true, shown: answer.value } : answer;
}

interface Wanted {
  place: Place;
  /** Our own login. */
  us: string;
  text: string;
  input: ShowProgressInput;
}

/** One request where comment and label are known from before, as they are for most of a night. */
async function shownOn(octokit: Octokit, { place, us, text, input }: Wanted): Promise<ShownProgress> {
  const { shown, state, label } = input;
  const comment = { key: KEY, text, edit: true };
  const isEdited = shown !== undefined && (await editComment(octokit, place, shown.commentId, comment));
  const commentId = isEdited ? shown.commentId : await putComment(octokit, place, us, comment);
  if (!isEdited || shown.state !== state) await setState(octokit, place, label, state);
  return { commentId, state };
}
