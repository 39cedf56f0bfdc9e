import { describe, expect, it } from '@jest/globals';
import { type Approvable, approvalProblem, type PlanApproval } from '../../core/approval.js';

const WAITS: Approvable = { gated: true, planned: true, approval: null };
const PLAIN: PlanApproval = { supersede: false, mayChange: [] };

describe('an approval', () => {
  it('is taken by a run that waits for it, and once more when it is the same', () => {
    expect(approvalProblem(WAITS, PLAIN)).toBeNull();
    expect(approvalProblem(WAITS, { supersede: true, mayChange: ['test/old.test.js', 'test/**/*.snap'] })).toBeNull();
    expect(approvalProblem({ ...WAITS, approval: PLAIN }, PLAIN)).toBeNull();
  });

  it.each<[string, Partial<Approvable>, PlanApproval, RegExp]>([
    ['by a run without a gate', { gated: false }, PLAIN, /waits for no approval/],
    ['before there is a plan', { planned: false }, PLAIN, /no plan yet/],
    ['when another was given', { approval: PLAIN }, { ...PLAIN, supersede: true }, /approved before/],
    ['that opens the judge itself', {}, { ...PLAIN, mayChange: ['**'] }, /paths inside the repository/],
    ['that leads out', {}, { ...PLAIN, mayChange: ['test/../../x'] }, /paths inside the repository/],
    ['of 51 paths', {}, { ...PLAIN, mayChange: Array.from({ length: 51 }, (_, at) => `a${at}`) }, /at most 50/],
    ['that is something else', {}, JSON.parse('null'), /an approval is/],
    ['with the wrong types', {}, JSON.parse('{"supersede":"yes","mayChange":"a"}'), /an approval is/],
  ])('is refused %s', (_when, state, asked, reason) => {
    expect(approvalProblem({ ...WAITS, ...state }, asked)).toMatch(reason);
  });
});
