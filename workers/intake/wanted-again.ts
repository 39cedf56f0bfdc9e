// What people are told who want something of a run that has ended: the label set anew, the issue or the pull request opened
// again. Nothing is bought by that; a command is what begins anew.
import type { Issue } from '../../activities/forge/github/github.js';
import type { OutcomeRow, SpecRow } from '../../activities/ledger/ledger.js';
import { notFollowed, startAgain } from '../../core/intake/comment-texts.js';
import { isLabelled, type Scene, say } from './scene.js';
import { hashOf } from './spec-of-issue.js';
import { keepTold, lastTold } from './told.js';

/** Says so once for each generation. What was there all along asks for nothing. */
export async function answerWantedAgain(scene: Scene, issue: Issue, { generation }: SpecRow): Promise<void> {
  const facts = { textSha256: hashOf(issue), labelled: isLabelled(scene, issue), state: issue.state };
  const told = await lastTold(scene, generation);
  if (told && told.labelled === facts.labelled && told.state === facts.state) return;
  const isWanted = facts.labelled && facts.state === 'open';
  if (told && isWanted) {
    await say(scene, `again:${generation}`, startAgain());
    scene.did.push('said that it was worked on before');
  }
  await keepTold(scene, generation, facts);
}

/** The run ended when the pull request was closed. */
export async function answerReopened(scene: Scene, pull: Issue, { state, generation }: OutcomeRow): Promise<void> {
  if (state !== 'rejected' || pull.state !== 'open') return;
  await say(scene, `not-followed:${generation}`, notFollowed(scene.issueNumber));
  scene.did.push('said that the pull request is not followed any more');
}
