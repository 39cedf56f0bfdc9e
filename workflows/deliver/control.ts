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
import { type Run, statusOf } from './run.js';
import { show, showMoney } from './show.js';

export function handleMessages(run: Run): void {
  setHandler(statusQuery, () => statusOf(run), { description: 'Stage, tasks, tries, scores and dollars.' });
  setHandler(pauseSignal, () => setPaused(run, true), { description: 'Start nothing new; calls in flight finish.' });
  setHandler(resumeSignal, () => setPaused(run, false), { description: 'Go on after a pause.' });
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

async function setPaused(run: Run, paused: boolean): Promise<void> {
  run.pausedByUser = paused;
  show(run, run.doing);
  for (const id of run.children) await tellChild(id, paused ? pauseSignal : resumeSignal);
}

/** A pause that came while a candidate was being started could not reach it yet. */
export async function tellNewChild(run: Run, id: string): Promise<void> {
  if (run.pausedByUser) await tellChild(id, pauseSignal);
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
