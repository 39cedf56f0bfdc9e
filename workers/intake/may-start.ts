// Whose text an issue holds: a person's who may write, or one that such a person has stood behind, word for word.
import type { Issue } from '../../activities/forge/github/github.js';
import { echoText } from '../../core/intake/comment-texts.js';
import { type Scene, say } from './scene.js';
import { hashOf } from './spec-of-issue.js';

/** Whether the text may be worked on as it is now. */
export async function isTextOfWriter(scene: Scene, issue: Issue): Promise<boolean> {
  if (await scene.mayWrite(issue.author)) return true;
  const rows = await scene.hands.ledger.specs.generations(scene.deliverId);
  return rows.some(({ specSha256 }) => specSha256 === hashOf(issue));
}

/** Shows an outsider's text for somebody to stand behind: in one comment, which is edited with it, however often that is. */
export async function echo(scene: Scene, issue: Issue): Promise<void> {
  await say({ ...scene, number: issue.number }, 'text', echoText(issue.author, issue, hashOf(issue)), true);
  scene.did.push(`waits for somebody to stand behind the text of ${issue.author}`);
}
