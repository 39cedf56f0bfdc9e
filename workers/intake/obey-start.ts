// The commands that begin something: `run`, `retry` and `approve`.
import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Issue } from '../../activities/forge/github/github.js';
import type { PlanApproval } from '../../core/approval.js';
import { MESSAGES } from '../../core/deliver.js';
import { codeSpan } from '../../core/forge-text.js';
import { NO_WISHES, type Wishes } from '../../core/intake/command.js';
import { approveCommand, canBeShown, TOO_LONG } from '../../core/intake/comment-texts.js';
import { type FoundRun, findRun } from './find-run.js';
import { echo, isTextOfWriter } from './may-start.js';
import { heard, isLabelled, issueOf, type Scene, Unfinished } from './scene.js';
import { hashOf } from './spec-of-issue.js';
import { type Done, type StartAsk, startedText, startIssue } from './start-issue.js';

/** How a command reached us: what tells it from all others, and when it was said. */
export interface Said {
  order: string;
  saidAtMs: number;
}

/** A try that is cut off ends within seconds; its receipt is written then. */
const ENDING_MS_MAX = 120_000;
const APPROVED: PlanApproval = { supersede: false, mayChange: [] };

export async function obeyRun(scene: Scene, said: Said, wishes: Wishes): Promise<Done> {
  const { run, ended } = await whatStands(scene);
  if (run?.order === said.order) return begun(scene, run);
  if (run?.open) {
    return no(
      'it is being worked on already. `/nightshift budget $N` changes its budget, `/nightshift cancel` ends it',
    );
  }
  if (ended) return no('it was worked on before, and that has ended. `/nightshift retry` begins again');
  return begin(scene, await issueOf(scene), { ...said, wishes });
}

export async function obeyRetry(scene: Scene, said: Said, budgetMicroUsd: number | null): Promise<Done> {
  const { run } = await whatStands(scene);
  if (run?.order === said.order) return begun(scene, run);
  if (run?.open) return no('it has not ended. `/nightshift cancel` ends it; then `/nightshift retry` begins again');
  return begin(scene, await issueOf(scene), { ...said, wishes: { ...NO_WISHES, budgetMicroUsd } });
}

export async function obeyApprove(scene: Scene, said: Said, hash: string | null): Promise<Done> {
  const { run } = await whatStands(scene);
  if (run?.order === said.order) return begun(scene, run);
  const issue = await issueOf(scene);
  const now = hashOf(issue);
  if (run?.open && run.specSha256 === now && (hash === null || now.startsWith(hash))) {
    return hash === null ? approvePlan(scene, run) : no('this is the text that is being worked on');
  }
  if (hash === null) return no(`say which text you stand behind: ${codeSpan(approveCommand(now))}`);
  if (!now.startsWith(hash)) {
    if (!(await isTextOfWriter(scene, issue))) await echo(scene, issue);
    return no(`the text is not that one any more; as it stands now it is ${codeSpan(approveCommand(now))}`);
  }
  if (!canBeShown(issue) && !(await isTextOfWriter(scene, issue)))
    return { ok: false, text: `Nothing was done. ${TOO_LONG}` };
  if (run?.open) await endRun(scene, run);
  else if (await wasWorkedOn(scene, now)) return no('this text was worked on before. `/nightshift retry` begins again');
  return startOpen(scene, issue, { ...said, wishes: NO_WISHES });
}

async function whatStands({ hands, deliverId }: Scene): Promise<{ run: FoundRun | null; ended: boolean }> {
  const run = await findRun(hands.client, deliverId);
  const rows = await hands.ledger.specs.generations(deliverId);
  return { run, ended: run !== null || rows.length > 0 };
}

async function wasWorkedOn({ hands, deliverId }: Scene, sha256: string): Promise<boolean> {
  const rows = await hands.ledger.specs.generations(deliverId);
  return rows.some((row) => row.specSha256 === sha256);
}

async function begin(scene: Scene, issue: Issue, ask: StartAsk): Promise<Done> {
  if (await isTextOfWriter(scene, issue)) return startOpen(scene, issue, ask);
  await echo(scene, issue);
  return no(
    `its text is by somebody who may not write to this repository. Read it as it stands in the comment about it, and if ` +
      `you stand behind it: ${codeSpan(approveCommand(hashOf(issue)))}`,
  );
}

async function startOpen(scene: Scene, issue: Issue, ask: StartAsk): Promise<Done> {
  if (issue.state === 'closed') return no('the issue is closed. Open it again first');
  const done = await startIssue(scene, issue, ask);
  if (done.ok) await setLabel(scene, issue);
  return done;
}

/** The same command started it before, and what came after that was lost. */
async function begun(scene: Scene, run: FoundRun): Promise<Done> {
  await setLabel(scene, await issueOf(scene));
  return { ok: true, text: startedText(run) };
}

/** Taking it away is how everybody can stop the run. */
async function setLabel(scene: Scene, issue: Issue): Promise<void> {
  if (isLabelled(scene, issue)) return;
  const { hands, repository, label } = scene;
  heard(scene, await hands.github.addLabel(repository, issue.number, label), 'could not set the label');
}

/** Lets the run end in good order, with its work kept and its receipt written. */
async function endRun({ hands, did }: Scene, { handle, deliverId, generation }: FoundRun): Promise<void> {
  await handle.cancel();
  did.push(`cancelled ${deliverId}, generation ${generation}, for the text as it is now`);
  await untilEnded(hands.client, deliverId);
}

async function untilEnded(client: Client, deliverId: string): Promise<void> {
  const patience = AbortSignal.timeout(ENDING_MS_MAX);
  try {
    await client.withAbortSignal(patience, () => client.workflow.getHandle(deliverId).result());
  } catch {
    // However it ended, it has.
    if ((await findRun(client, deliverId))?.open) throw new Unfinished(`${deliverId} is still ending`);
  }
}

async function approvePlan(scene: Scene, { handle }: FoundRun): Promise<Done> {
  try {
    await handle.executeUpdate<PlanApproval, [PlanApproval]>(MESSAGES.approvePlan, { args: [APPROVED] });
    scene.did.push('approved the plan');
    return { ok: true, text: 'The plan is approved; work on it begins.' };
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return no(error.cause?.message ?? error.message);
  }
}

/** The reason is a sentence without its full stop. */
function no(reason: string): Done {
  return { ok: false, text: `Nothing was done: ${reason}.` };
}
