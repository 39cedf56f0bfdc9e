// Integrate: winners are merged in dependency order, then the whole is judged. A conflict or a break becomes a repair.
import { type Task, WHOLE_TASK_ID } from '../../core/plan.js';
import { store } from '../hands.js';
import { summary } from '../summary.js';
import { judgeAll } from './judge-all.js';
import type { Run, Step } from './run.js';
import { search } from './search.js';
import { enterStage, show } from './show.js';

/** Merges a task's winner. Tasks are worked on in order, so each winner already stands on what came before. */
export async function integrateTask(run: Run, task: Task, onto: string, commit: string): Promise<string> {
  show(run, `merging ${task.title}`);
  const merged = await store.mergeCommit.executeWithOptions({ summary: summary(`Merge ${task.title}`) }, [
    {
      repository: run.input.repository,
      run: run.name,
      taskId: task.id,
      taskTitle: task.title,
      onto,
      commit,
      committedAtMs: Date.now(),
    },
  ]);
  if (!merged.ok) throw new Error(`merging "${task.title}" conflicts in ${merged.conflicts.join(', ')}`);
  return merged.commit;
}

/** Judges all tasks together, acceptance tests included; what is missing is repaired like any other try. */
export async function integrateWhole(run: Run, commit: string): Promise<Step<string>> {
  enterStage(run, 'integrate', 'judging the whole');
  const { spec } = run.input;
  const verdict = await judgeAll(run, { commit, what: 'the whole' });
  run.whole = verdict;
  if (verdict.passed) return { ok: true, value: verdict.judgedCommit };

  run.notes.push(`The tasks passed one by one, but not together: ${verdict.firstFinding}`);
  show(run, 'repairing the whole');
  const start = { commit: verdict.judgedCommit, findings: verdict.findings, judgeAcceptance: true };
  return search(run, wholeTask(spec.title), start);
}

function wholeTask(title: string): Task {
  return { id: WHOLE_TASK_ID, title, description: '', dependsOn: [], paths: [], acceptance: [] };
}
