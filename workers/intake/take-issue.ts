// Looks at one issue or pull request as it is now, and does what it asks for. All of it may be done again at any moment:
// what stands is found before anything is begun.
import type { Issue } from '../../activities/forge/github/github.js';
import { NO_WISHES } from '../../core/intake/command.js';
import { branchIsThere } from '../../core/intake/comment-texts.js';
import type { TakeIssueInput, TakeIssueResult } from '../../core/intake-activities.js';
import { type FoundRun, findRun } from './find-run.js';
import { hearComments } from './hear-comments.js';
import type { IntakeHands } from './intake-hands.js';
import { echo, isTextOfWriter } from './may-start.js';
import { isLabelled, openScene, type Scene, say, Unfinished, valueIn } from './scene.js';
import { startIssue } from './start-issue.js';
import { isLabelOfWriter, send, tellRun } from './tell-run.js';
import { answerReopened, answerWantedAgain } from './wanted-again.js';
import { whereItWent } from './where-it-went.js';

export async function takeIssue(hands: IntakeHands, input: TakeIssueInput): Promise<TakeIssueResult> {
  const { repository, number } = input;
  const label = await hands.starter.label(repository);
  const scene = openScene(hands, repository, { number, issueNumber: number, label });
  try {
    await take(scene);
    return { did: scene.did, unfinished: null };
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    return { did: scene.did, unfinished: error.message };
  }
}

async function take(scene: Scene): Promise<void> {
  const { hands, repository, number } = scene;
  const answer = await hands.github.issue(repository, number);
  const gone = await whereItWent(scene, answer);
  if (gone !== null) return tellGone(scene, gone);
  const issue = valueIn(answer);
  return issue.isPullRequest ? takePullRequest(scene, issue) : takeTheIssue(scene, issue);
}

async function takeTheIssue(scene: Scene, issue: Issue): Promise<void> {
  await hearComments(scene);
  const run = await findRun(scene.hands.client, scene.deliverId);
  if (run?.open) return tellRun(scene, run, issue);
  const [newest] = await scene.hands.ledger.specs.generations(scene.deliverId);
  if (newest) await answerWantedAgain(scene, issue, newest);
  else if (run === null && isLabelled(scene, issue) && issue.state === 'open') await startByLabel(scene, issue);
}

/** Commands on a pull request are for the run that it came from; one of somebody else is none of our business. */
async function takePullRequest(scene: Scene, pull: Issue): Promise<void> {
  const { hands, repository, number, label } = scene;
  const outcome = await hands.ledger.outcomes.byPullRequest(pull.url);
  const issueNumber = Number(outcome?.deliverId.split('/').at(-1));
  if (!outcome || !Number.isSafeInteger(issueNumber)) return;
  const its = { ...openScene(hands, repository, { number, issueNumber, label }), did: scene.did };
  await hearComments(its);
  const run = await findRun(hands.client, its.deliverId);
  if (run?.open) await send(its, run, { kind: 'look' });
  else await answerReopened(its, pull, outcome);
}

/** Only for an issue that nobody has ever worked on: all else is a person's to ask for. */
async function startByLabel(scene: Scene, issue: Issue): Promise<void> {
  const { hands, repository, number } = scene;
  const [branch] = valueIn(await hands.github.branches(repository, `nightshift/${number}-`));
  if (branch !== undefined) {
    scene.did.push(`the branch ${branch} is there already`);
    return say(scene, 'known-branch', branchIsThere(branch));
  }
  if (!(await isLabelOfWriter(scene, issue))) return;
  if (!(await isTextOfWriter(scene, issue))) return echo(scene, issue);
  const done = await startIssue(scene, issue, { wishes: NO_WISHES, saidAtMs: Date.now(), order: 'label' });
  if (!done.ok) await say(scene, 'cannot-start', done.text, true);
}

async function tellGone(scene: Scene, why: string): Promise<void> {
  const run: FoundRun | null = await findRun(scene.hands.client, scene.deliverId);
  if (run?.open) await send(scene, run, { kind: 'gone', why });
}
