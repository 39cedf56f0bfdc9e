// A plan is a directed acyclic graph of tasks. A model proposes it; this file decides whether it can be worked on.

export interface Task {
  /** Lower-case letters, digits and hyphens; unique in the plan. */
  id: string;
  title: string;
  description: string;
  dependsOn: string[];
  /** Files it expects to touch; advisory. */
  paths: string[];
  acceptance: string[];
}

export interface Plan {
  summary: string;
  tasks: Task[];
}

export const PLAN_TASKS_MAX = 12;
/** Names the repair of all tasks together. No task of a plan can have this id: they begin with a letter or digit. */
export const WHOLE_TASK_ID = '_whole';
/** Names the writing of acceptance tests. */
export const TESTS_TASK_ID = '_tests';
const CHANGE_TASK_ID = '_change-';
const TASK_ID = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Names a change to the published result, counted from 1. */
export function changeTaskId(number: number): string {
  return `${CHANGE_TASK_ID}${number}`;
}

export function isChangeTask(id: string): boolean {
  return id.startsWith(CHANGE_TASK_ID);
}

export type PlanCheck = { ok: true; order: Task[] } | { ok: false; problems: string[] };

/** Checks a plan and gives its tasks in an order in which every dependency comes first. */
export function checkPlan(plan: Plan): PlanCheck {
  const problems = [...sizeProblems(plan), ...idProblems(plan), ...dependencyProblems(plan)];
  if (problems.length > 0) return { ok: false, problems };
  const order = dependencyOrder(plan.tasks);
  if (order.length < plan.tasks.length) {
    const stuck = plan.tasks.filter((task) => !order.includes(task)).map((task) => task.id);
    return { ok: false, problems: [`tasks depend on each other in a circle: ${stuck.join(', ')}`] };
  }
  return { ok: true, order };
}

/** The plan that is always possible: the whole spec as one task. */
export function singleTaskPlan(title: string): Plan {
  return {
    summary: 'The spec as one task.',
    tasks: [{ id: 'whole', title, description: '', dependsOn: [], paths: [], acceptance: [] }],
  };
}

function sizeProblems(plan: Plan): string[] {
  if (plan.tasks.length === 0) return ['the plan has no task'];
  if (plan.tasks.length > PLAN_TASKS_MAX) return [`the plan has ${plan.tasks.length} tasks; at most ${PLAN_TASKS_MAX}`];
  return [];
}

function idProblems(plan: Plan): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const task of plan.tasks) {
    if (!TASK_ID.test(task.id)) problems.push(`task id "${task.id}" must be lower-case letters, digits and hyphens`);
    if (seen.has(task.id)) problems.push(`task id "${task.id}" is used twice`);
    if (task.title.trim() === '') problems.push(`task "${task.id}" has no title`);
    seen.add(task.id);
  }
  return problems;
}

function dependencyProblems(plan: Plan): string[] {
  const ids = new Set(plan.tasks.map((task) => task.id));
  return plan.tasks.flatMap((task) =>
    task.dependsOn
      .filter((id) => !ids.has(id))
      .map((id) => `task "${task.id}" depends on "${id}", which the plan does not have`),
  );
}

/** Kahn's algorithm, keeping the plan's own order among tasks that are ready at the same time. */
function dependencyOrder(tasks: readonly Task[]): Task[] {
  const done = new Set<string>();
  const order: Task[] = [];
  for (;;) {
    const next = tasks.find((task) => !done.has(task.id) && task.dependsOn.every((id) => done.has(id)));
    if (!next) return order;
    done.add(next.id);
    order.push(next);
  }
}
