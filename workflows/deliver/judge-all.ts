// Judges a commit that holds all of the spec, acceptance tests included.
import { WHOLE_TASK_ID } from '../../core/plan.js';
import type { Verdict } from '../../core/validator.js';
import { tests } from '../hands.js';
import { summary } from '../summary.js';
import { judgedBy, preparedOf, type Run } from './run.js';

export interface ToJudge {
  commit: string;
  /** Tells its refs apart from those of others; absent: it is the whole itself. */
  name?: string;
  /** Paths in which marks of a conflict may stand. */
  conflicts?: string[];
  /** For people. */
  what: string;
}

export function judgeAll(run: Run, { commit, name, conflicts, what }: ToJudge): Promise<Verdict> {
  const { repository, terms } = run.input;
  const { baseCommit, validator } = preparedOf(run);
  const whole = `${run.name}/${WHOLE_TASK_ID}`;
  return tests.judge.executeWithOptions({ summary: summary(`Judge ${what}`) }, [
    {
      repository,
      run: run.name,
      taskId: WHOLE_TASK_ID,
      candidate: name === undefined ? whole : `${whole}/${name}`,
      baseCommit,
      commit,
      validator,
      ...judgedBy(run),
      judgeAcceptance: true,
      ...(conflicts && conflicts.length > 0 ? { conflicts } : {}),
      sandbox: terms.sandbox,
      committedAtMs: Date.now(),
    },
  ]);
}
