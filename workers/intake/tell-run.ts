// Tells a run how its issue stands now, where that is not as it was told last.
import type { Issue } from '../../activities/forge/github/github.js';
import { MESSAGES } from '../../core/deliver.js';
import type { ForgeEvent } from '../../core/forge-event.js';
import { changedText, changedUnseenText, refusalOfLabel } from '../../core/intake/comment-texts.js';
import { issueText } from '../../core/intake/issue-text.js';
import { type IssueFacts, whatToTell } from '../../core/intake/what-to-tell.js';
import type { FoundRun } from './find-run.js';
import { echo, isTextOfWriter } from './may-start.js';
import { isLabelled, isUs, keyFor, type Scene, say, valueIn } from './scene.js';
import { hashOf } from './spec-of-issue.js';
import { textDifference } from './text-difference.js';
import { keepTold, lastTold } from './told.js';

export async function tellRun(scene: Scene, run: FoundRun, issue: Issue): Promise<void> {
  const told = await lastTold(scene, run.generation);
  const facts = await factsOf(scene, issue, told);
  const news = whatToTell(run.specSha256, told, facts);
  if (news.textChanged !== undefined) {
    await send(scene, run, await textEvent(scene, run, issue, news.textChanged));
  }
  if (news.labelled !== undefined) await send(scene, run, { kind: 'label', there: news.labelled, by: null });
  if (news.state !== undefined) await send(scene, run, { kind: 'issue', state: news.state, by: issue.closedBy });
  if (told === null || Object.keys(news).length > 0) await keepTold(scene, run.generation, facts);
}

export async function send({ did }: Scene, { handle, deliverId }: FoundRun, event: ForgeEvent): Promise<void> {
  await handle.signal(MESSAGES.forgeEvent, event);
  did.push(`told ${deliverId}: ${event.kind}`);
}

async function textEvent(scene: Scene, run: FoundRun, issue: Issue, changed: boolean): Promise<ForgeEvent> {
  if (!changed) return { kind: 'text', changed: null };
  const sha256 = hashOf(issue);
  const { ledger, starter } = scene.hands;
  const shown = await textDifference(ledger.artifacts, run.specSha256, issueText(issue));
  // It goes into the run's history.
  const difference = shown === null ? null : await starter.clean(shown);
  if (difference !== null || (await isTextOfWriter(scene, issue))) {
    return { kind: 'text', changed: { sha256, note: changedText(difference, sha256) } };
  }
  await echo(scene, issue);
  return { kind: 'text', changed: { sha256, note: changedUnseenText() } };
}

/** A label that comes back lets the work go on, so it counts from those only who may write. */
async function factsOf(scene: Scene, issue: Issue, told: IssueFacts | null): Promise<IssueFacts> {
  const { textSha256, state } = { textSha256: hashOf(issue), state: issue.state };
  if (!isLabelled(scene, issue)) return { textSha256, state, labelled: false };
  if (told?.labelled === true) return { textSha256, state, labelled: true };
  return { textSha256, state, labelled: await isLabelOfWriter(scene, issue) };
}

/** Says so, politely and once, where it is not. */
export async function isLabelOfWriter(scene: Scene, issue: Issue): Promise<boolean> {
  const { hands, repository, label } = scene;
  const by = valueIn(await hands.github.labelledBy(repository, issue.number, label));
  // We set it ourselves where somebody who may write asked for a run.
  if (by !== null && ((await isUs(scene, by)) || (await scene.mayWrite(by)))) return true;
  if (by !== null) {
    await say(scene, `label:${keyFor(by)}`, refusalOfLabel(by, label));
    scene.did.push(`the label was set by ${by}, who may not write`);
  } else scene.did.push('the label is there, and nobody is known to have set it');
  return false;
}
