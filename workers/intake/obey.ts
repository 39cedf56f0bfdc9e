// Does what a command asks for, and says what came of it. Doing it twice is harmless.
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { SpecRow } from '../../activities/ledger/ledger.js';
import { MESSAGES } from '../../core/deliver.js';
import { codeSpan } from '../../core/forge-text.js';
import type { Command, ControlCommand } from '../../core/intake/command.js';
import { tooMuch } from '../../core/intake/comment-budget.js';
import {
  type EndedRun,
  endedExplainAnswer,
  endedStatusAnswer,
  explainAnswer,
  statusAnswer,
} from '../../core/intake/run-answer.js';
import { formatUsd } from '../../core/money.js';
import type { Receipt } from '../../core/receipt.js';
import { readStatus } from '../runs/read-status.js';
import { type FoundRun, findRun } from './find-run.js';
import { obeyApprove, obeyRetry, obeyRun, type Said } from './obey-start.js';
import type { Scene } from './scene.js';
import type { Done } from './start-issue.js';

export function obey(scene: Scene, command: Command, said: Said): Promise<Done> {
  switch (command.kind) {
    case 'run':
      return obeyRun(scene, said, command);
    case 'retry':
      return obeyRetry(scene, said, command.budgetMicroUsd);
    case 'approve':
      return obeyApprove(scene, said, command.hash);
    case 'status':
    case 'explain':
      return tell(scene, command.kind);
    default:
      return control(scene, command);
  }
}

async function control(scene: Scene, command: ControlCommand): Promise<Done> {
  const run = await findRun(scene.hands.client, scene.deliverId);
  if (!run?.open) return { ok: false, text: await nothingRuns(scene) };
  const { handle, deliverId } = run;
  scene.did.push(`${command.kind} for ${deliverId}`);
  switch (command.kind) {
    case 'budget':
      return setBudget(scene, run, command.microUsd);
    case 'pause':
      await handle.signal(MESSAGES.pause);
      return { ok: true, text: `It pauses: what is in flight ends, nothing new begins. ${resume()} goes on.` };
    case 'resume':
      await handle.signal(MESSAGES.resume);
      return { ok: true, text: 'It goes on.' };
    case 'cancel':
      await handle.cancel();
      return {
        ok: true,
        text: 'It is being cancelled; what was tried is kept, and so is the receipt. `/nightshift retry` begins again.',
      };
  }
}

async function setBudget({ hands }: Scene, { handle }: FoundRun, microUsd: number): Promise<Done> {
  const problem = tooMuch(microUsd, hands.operator);
  if (problem !== null) return { ok: false, text: `The budget was not changed: ${problem}` };
  try {
    const cap = await handle.executeUpdate<number, [number]>(MESSAGES.setBudget, { args: [microUsd] });
    return { ok: true, text: `It may now spend ${formatUsd(cap)} in all.` };
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return { ok: false, text: `The budget was not changed: ${error.cause?.message ?? error.message}.` };
  }
}

async function tell(scene: Scene, what: 'status' | 'explain'): Promise<Done> {
  const { client, ledger } = scene.hands;
  const run = await findRun(client, scene.deliverId);
  if (run?.open) {
    const status = await readStatus(client, run.handle);
    if (status === null) return { ok: true, text: 'It is running, and no worker is there to say more just now.' };
    return { ok: true, text: what === 'status' ? statusAnswer(status) : explainAnswer(status) };
  }
  const [row] = await ledger.specs.generations(scene.deliverId);
  if (!row) return { ok: true, text: await nothingRuns(scene) };
  const ended = await endedRun(scene, row);
  return { ok: true, text: what === 'status' ? endedStatusAnswer(ended) : endedExplainAnswer(ended) };
}

async function endedRun({ hands }: Scene, row: SpecRow): Promise<EndedRun> {
  const { ledger } = hands;
  const receipt: Receipt | null =
    row.receiptJson === null ? null : JSON.parse(await ledger.artifacts.get(row.receiptJson));
  const outcomes = await ledger.outcomes.of(row.deliverId);
  return {
    generation: row.generation,
    outcome: receipt?.outcome ?? 'failed',
    summary: receipt?.summary ?? 'It was stopped before it could write a receipt.',
    candidates: receipt?.candidates ?? [],
    spentMicroUsd: row.spentMicroUsd,
    budgetMicroUsd: row.budgetMicroUsd,
    pullRequest: outcomes.find(({ generation }) => generation === row.generation)?.pullRequest.url ?? null,
  };
}

async function nothingRuns({ hands, deliverId, label }: Scene): Promise<string> {
  const [row] = await hands.ledger.specs.generations(deliverId);
  if (row)
    return `Nothing runs: the last run has ended (${row.outcome}). ${codeSpan('/nightshift retry')} begins again.`;
  return `Nothing runs for this issue. The label ${codeSpan(label)} or ${codeSpan('/nightshift run')} starts it.`;
}

function resume(): string {
  return codeSpan('/nightshift resume');
}
