// Generate: the tasks, each after those that it depends on. For now they are worked on one after the other; what
// each gives is integrated before the next begins, so that the next can build on it.
import type { Task } from '../../core/plan.js';
import { integrateTask, integrateWhole } from './integrate.js';
import { preparedOf, type Run, type Step } from './run.js';
import { search } from './search.js';
import { enterStage, show } from './show.js';

/** The commit that holds all tasks and has passed as a whole. */
export async function generate(run: Run, tasks: readonly Task[]): Promise<Step<string>> {
  let integrated = preparedOf(run).baseCommit;
  const alone = tasks.length === 1;
  for (const task of tasks) {
    enterStage(run, 'generate', `working on ${task.title}`);
    setTask(run, task, 'working');
    const found = await search(run, task, { commit: integrated, findings: null, judgeAcceptance: alone });
    setTask(run, task, found.ok ? 'passed' : 'failed');
    if (!found.ok) return found;
    integrated = await integrateTask(run, task, integrated, found.value);
  }
  return alone ? { ok: true, value: integrated } : integrateWhole(run, integrated);
}

function setTask(run: Run, task: Task, state: Run['tasks'][number]['state']): void {
  run.tasks = run.tasks.map((one) => (one.id === task.id ? { ...one, state } : one));
  show(run, run.doing);
}
