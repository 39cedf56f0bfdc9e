// Control from outside: pause, resume, a new budget, the status. Handlers are set before the first wait.
import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  log,
  type SignalDefinition,
  setHandler,
} from '@temporalio/workflow';
import { type Approvable, approvalProblem } from '../../core/approval.js';
import { capProblem, setCap } from '../../core/budget.js';
import { approvePlanUpdate, pauseSignal, resumeSignal, setBudgetUpdate, statusQuery } from '../messages.js';
import { type Run, statusOf } from './run.js';
import { show, showMoney } from './show.js';

export function handleMessages(run: Run): void {
  setHandler(statusQuery, () => statusOf(run), { description: 'Stage, tasks, tries, scores and dollars.' });
  setHandler(pauseSignal, () => setPaused(run, true), { description: 'Start nothing new; calls in flight finish.' });
  setHandler(resumeSignal, () => setPaused(run, false), { description: 'Go on after a pause.' });
  setHandler(
    setBudgetUpdate,
    (capMicroUsd) => {
      run.budget = setCap(run.budget, capMicroUsd);
      showMoney(run);
      show(run, run.doing);
      return run.budget.capMicroUsd;
    },
    {
      validator: (capMicroUsd) => {
        const problem = capProblem(run.budget, capMicroUsd);
        if (problem) throw new Error(problem);
      },
      description: 'Set a new total budget in micro-dollars.',
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

function approvableOf(run: Run): Approvable {
  const gated = run.input.terms.gates?.includes('plan') ?? false;
  return { gated, planned: run.waitsForApproval || run.approval !== null, approval: run.approval };
}

async function setPaused(run: Run, paused: boolean): Promise<void> {
  run.pausedByUser = paused;
  show(run, run.doing);
  const message = paused ? pauseSignal : resumeSignal;
  for (const id of run.children) await tellChild(id, message);
}

/**
 * A child that has just ended needs no message any more. A cancellation that comes with the message must not end it
 * halfway: what a handler throws would end the run at once, without its receipt and with the child still at work.
 */
async function tellChild(id: string, message: SignalDefinition): Promise<void> {
  try {
    await CancellationScope.nonCancellable(() => getExternalWorkflowHandle(id).signal(message));
  } catch {
    log.info('A candidate ended before the message reached it', { id, message: message.name });
  }
}

/** Waits while a person has paused the run. */
export async function notPaused(run: Run): Promise<void> {
  if (run.pausedByUser) show(run, 'paused; resume to go on');
  await condition(() => !run.pausedByUser);
}

/** Waits until the budget is raised, and says to what: over budget is a pause, never a failure. */
export async function budgetRaised(run: Run, neededMicroUsd: number, why: string): Promise<void> {
  const { capMicroUsd } = run.budget;
  run.budgetNeededMicroUsd = neededMicroUsd;
  show(run, why);
  await condition(() => run.budget.capMicroUsd > capMicroUsd);
  run.budgetNeededMicroUsd = null;
  show(run, 'going on with a larger budget');
}
