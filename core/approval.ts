// A person's word on a plan before it is worked on. Plans and models open nothing: what is opened here, or set aside, is
// because a person said so.
import { isOpenedPath, OPENED_PATHS_MAX } from './opened-paths.js';

export interface PlanApproval {
  /** True: the tests that the spec contradicts, as its author of tests says, are set aside. */
  supersede: boolean;
  /** Globs of protected files that candidates may change, beside those that the spec opens. */
  mayChange: string[];
}

export interface Approvable {
  /** True when the run's terms ask for a person's word. */
  gated: boolean;
  /** True once there is something to say it about. */
  planned: boolean;
  approval: PlanApproval | null;
}

/** Why the approval cannot be taken, in one sentence; null when it can. The same one twice is harmless. */
export function approvalProblem({ gated, planned, approval }: Approvable, asked: PlanApproval): string | null {
  if (!gated) return 'this run waits for no approval: neither --gate plan nor "gates: [plan]" was set when it started';
  if (!isApproval(asked)) return 'an approval is { supersede, mayChange } with at most 50 paths inside the repository';
  if (approval !== null && !isSame(approval, asked)) return 'the plan was approved before, and otherwise';
  return planned ? null : 'there is no plan yet; it is being made';
}

/** Updates come from other clients too, so their shape is not taken for granted. */
function isApproval(asked: PlanApproval): boolean {
  const { supersede, mayChange } = asked ?? {};
  if (typeof supersede !== 'boolean' || !Array.isArray(mayChange) || mayChange.length > OPENED_PATHS_MAX) return false;
  return mayChange.every((glob) => typeof glob === 'string' && isOpenedPath(glob));
}

function isSame(one: PlanApproval, other: PlanApproval): boolean {
  return one.supersede === other.supersede && one.mayChange.join('\n') === other.mayChange.join('\n');
}
