// Generate: the tasks, each after those that it depends on. For now they are worked on one after the other; what
// each gives is integrated before the next begins, so that the next can build on it.
import type { Task } from '../../core/plan.js';
import type { TaskStatus } from '../../core/status.js';
import { continueIfLong } from './continue-as-new.js';
import { integrateTask, integrateWhole } from './integrate.js';
import { planOf, preparedOf, type Run, type Step } from './run.js';
import { search } from './search.js';
import { enterStage, show } from './show.js';

type TaskState = TaskStatus['state'];

/** The commit that holds all tasks and has passed as a whole. What an earlier workflow has integrated stays so. */
export async function generate(run: Run): Promise<Step<string>> {
  const { tasks } = planOf(run);
  const alone = tasks.length === 1;
  for (const task of tasks) {
    if (stateOf(run, task) === 'passed') continue;
    await continueIfLong(run);
    enterStage(run, 'generate', `working on ${task.title}`);
    setTask(run, task, 'working');
    const onto = integratedOf(run);
    const found = await search(run, task, { commit: onto, findings: null, judgeAcceptance: alone });
    if (!found.ok) {
      setTask(run, task, 'failed');
      return found;
    }
    run.integrated = await integrateTask(run, task, onto, found.value);
    setTask(run, task, 'passed');
  }
  return alone ? { ok: true, value: integratedOf(run) } : integrateWhole(run, integratedOf(run));
}

function integratedOf(run: Run): string {
  return run.integrated ?? preparedOf(run).baseCommit;
}

function stateOf({ tasks }: Run, { id }: Task): TaskState | null {
  return tasks.find((task) => task.id === id)?.state ?? null;
}

function setTask(run: Run, task: Task, state: TaskState): void {
  run.tasks = run.tasks.map((one) => (one.id === task.id ? { ...one, state } : one));
  show(run, run.doing);
}
