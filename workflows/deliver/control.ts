// Control from outside: pause, resume, a new budget, the status. Handlers are set before the first wait.
import {
  CancellationScope,
  getExternalWorkflowHandle,
  log,
  type SignalDefinition,
  setHandler,
} from '@temporalio/workflow';
import { type Approvable, approvalProblem } from '../../core/approval.js';
import { type Cap, capProblem, setCap } from '../../core/budget.js';
import { approvePlanUpdate, pauseSignal, resumeSignal, setBudgetUpdate, statusQuery } from '../messages.js';
import { isHeld } from './holds.js';
import { type Run, statusOf } from './run.js';
import { show, showMoney } from './show.js';

export function handleMessages(run: Run): void {
  setHandler(statusQuery, () => statusOf(run), { description: 'Stage, tasks, tries, scores and dollars.' });
  setHandler(pauseSignal, () => setPaused(run, true), { description: 'Start nothing new; calls in flight finish.' });
  setHandler(resumeSignal, () => resumed(run), { description: 'Go on after a pause, or try at once what waits.' });
  setHandler(
    setBudgetUpdate,
    (microUsd: number, tokens?: number) => {
      run.budget = setCap(run.budget, capOf(microUsd, tokens));
      showMoney(run);
      show(run, run.doing);
      return run.budget.capMicroUsd;
    },
    {
      validator: (microUsd: number, tokens?: number) => {
        const problem = capProblem(run.budget, capOf(microUsd, tokens));
        if (problem) throw new Error(problem);
      },
      description: 'Set a new total budget in micro-dollars, and of tokens where they are capped.',
    },
  );
  setHandler(
    approvePlanUpdate,
    (approval) => {
      run.approval ??= approval;
      return run.approval;
    },
    {
      validator: (approval) => {
        const problem = approvalProblem(approvableOf(run), approval);
        if (problem) throw new Error(problem);
      },
      description: 'Let work on the plan begin; may open protected files and set contradicted tests aside.',
    },
  );
}

function capOf(microUsd: number, tokens: number | undefined): Cap {
  return tokens === undefined ? { microUsd } : { microUsd, tokens };
}

function approvableOf(run: Run): Approvable {
  const gated = run.input.terms.gates?.includes('plan') ?? false;
  return { gated, planned: run.waitsForApproval || run.approval !== null, approval: run.approval };
}

function setPaused(run: Run, paused: boolean): Promise<void> {
  return changeHolds(run, () => {
    run.pausedByUser = paused;
  });
}

function resumed(run: Run): Promise<void> {
  run.issue.resumes += 1;
  return setPaused(run, false);
}

/** Changes what holds the run, and tells the candidates whether they may go on. */
export async function changeHolds(run: Run, change: () => void): Promise<void> {
  change();
  show(run, run.doing);
  const message = isHeld(run) ? pauseSignal : resumeSignal;
  for (const id of run.children) await tellChild(id, message);
}

/** A pause that came while a candidate was being started could not reach it yet. */
export async function tellNewChild(run: Run, id: string): Promise<void> {
  if (isHeld(run)) await tellChild(id, pauseSignal);
}

/**
 * A child that has just ended needs no message any more. A cancellation that comes with the message must not end it
 * halfway: what a handler throws would end the run at once, without its receipt and with the child still at work.
 */
async function tellChild(id: string, message: SignalDefinition): Promise<void> {
  try {
    await CancellationScope.nonCancellable(() => getExternalWorkflowHandle(id).signal(message));
  } catch {
    log.info('No candidate was there for the message', { id, message: message.name });
  }
}
