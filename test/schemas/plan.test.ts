import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkPlan, type Plan } from '../../core/plan.js';
import { planAnswerSchema, planSchema } from '../../schemas/plan.js';

const task = { id: 'a', title: 'A', description: 'Do A.', dependsOn: [], paths: ['a.js'], acceptance: ['a works'] };

describe('a plan', () => {
  test('passes unchanged when it is as it was asked for', () => {
    const plan: Plan = { summary: 'One.', tasks: [task, { ...task, id: 'b', dependsOn: ['a'] }] };
    expect(planSchema.parse(plan)).toEqual(plan);
  });

  test('may leave lists and texts out', () => {
    expect(planSchema.parse({ tasks: [{ title: 'Drop dead entries' }] })).toEqual({
      summary: '',
      tasks: [
        {
          id: 'drop-dead-entries',
          title: 'Drop dead entries',
          description: '',
          dependsOn: [],
          paths: [],
          acceptance: [],
        },
      ],
    });
  });

  test('keeps references when ids are brought into form', () => {
    const tasks = [
      { ...task, id: 'Parse_Input' },
      { ...task, id: 2, dependsOn: ['Parse_Input', 'parse input'] },
    ];
    const plan = planSchema.parse({ summary: null, tasks });
    expect(plan.tasks.map(({ id, dependsOn }) => ({ id, dependsOn }))).toEqual([
      { id: 'parse-input', dependsOn: [] },
      { id: '2', dependsOn: ['parse-input'] },
    ]);
    expect(checkPlan(plan).ok).toBe(true);
  });

  test('has ids in the form that core wants, whatever a model writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (id) => {
        const plan = planSchema.parse({ tasks: [{ ...task, id: `x${id}` }] });
        expect(checkPlan(plan)).toMatchObject({ ok: true });
      }),
    );
  });

  test.each([[[]], [{ summary: 'no tasks' }], [{ tasks: 'none' }], [{ tasks: [{ paths: 3 }] }], ['text']])(
    'is not %p',
    (value) => expect(planSchema.safeParse(value).success).toBe(false),
  );

  test("is asked for in the form that providers' strict modes take: all fields required, none beside them", () => {
    const items = planAnswerSchema.properties?.['tasks'];
    const each = typeof items === 'object' && !Array.isArray(items.items) ? items.items : undefined;
    expect(planAnswerSchema).toMatchObject({ required: ['summary', 'tasks'], additionalProperties: false });
    expect(each).toMatchObject({
      required: ['id', 'title', 'description', 'dependsOn', 'paths', 'acceptance'],
      additionalProperties: false,
    });
  });
});
