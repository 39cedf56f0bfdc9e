// A comment that is written once.
import type { CommentInput, ForgeResult } from '../../../core/forge-activities.js';
import { quiet } from '../../../core/forge-text.js';
import { done } from './done.js';
import { forgeOf, type GitHubHands } from './github-hands.js';
import { putComment } from './put-comment.js';

export async function writeComment(hands: GitHubHands, input: CommentInput): Promise<ForgeResult> {
  const place = { repository: forgeOf(input.repository), number: input.number };
  const us = await hands.client.whoAmI(place.repository);
  if (!us.ok) return us;
  const comment = { key: input.key, text: quiet(await hands.redactor.redact(input.text)), edit: false };
  const write = hands.client.ask({ ...place, doing: 'write a comment' }, (octokit) =>
    putComment(octokit, place, us.value, comment),
  );
  return done(await write);
}
