import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkPlan, PLAN_TASKS_MAX, type Plan, singleTaskPlan, type Task } from '../../core/plan.js';

function task(id: string, dependsOn: string[] = []): Task {
  return { id, title: `Do ${id}`, description: '', dependsOn, paths: [], acceptance: [] };
}

function plan(...tasks: Task[]): Plan {
  return { summary: '', tasks };
}

describe('a plan', () => {
  test('gives its tasks in an order in which every dependency comes first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { minLength: 1, maxLength: PLAN_TASKS_MAX }),
        (links) => {
          // A link to a task with a smaller number cannot make a circle; the list is then turned round.
          const tasks = links.map((targets, index) =>
            task(`t${index}`, index === 0 ? [] : [...new Set(targets.map((target) => `t${target % index}`))]),
          );
          const check = checkPlan(plan(...tasks.reverse()));
          if (!check.ok) throw new Error(check.problems.join());
          const seen = new Set<string>();
          for (const one of check.order) {
            expect(one.dependsOn.every((id) => seen.has(id))).toBe(true);
            seen.add(one.id);
          }
          expect(seen.size).toBe(tasks.length);
        },
      ),
    );
  });

  test.each([
    ['no task', plan(), 'no task'],
    ['a circle', plan(task('a', ['b']), task('b', ['a']), task('c')), 'circle: a, b'],
    ['a task that depends on itself', plan(task('a', ['a'])), 'circle: a'],
    ['an id twice', plan(task('a'), task('a')), 'used twice'],
    ['an unknown dependency', plan(task('a', ['z'])), 'does not have'],
    ['an id that is no path part', plan(task('../a')), 'lower-case letters'],
    ['too many tasks', plan(...Array.from({ length: PLAN_TASKS_MAX + 1 }, (_, i) => task(`t${i}`))), 'at most'],
    ['a task without a title', plan({ ...task('a'), title: ' ' }), 'no title'],
  ])('with %s is refused and says why', (_name, bad, problem) => {
    const check = checkPlan(bad);
    expect(check.ok).toBe(false);
    if (!check.ok) expect(check.problems.join('; ')).toContain(problem);
  });

  test('of one task is always possible', () => {
    expect(checkPlan(singleTaskPlan('Anything')).ok).toBe(true);
  });
});
