// What the tests of changes to a published result share: a run whose tries always make something, and how it is ended.
import type { JudgeInput } from '../../core/activities.js';
import { aVerdict } from '../doubles/records.js';
import { until } from '../doubles/scenarios.js';
import { done, type Script, wantsTool } from '../doubles/scripted-activities.js';
import type { ScriptedForge } from '../doubles/scripted-forge.js';
import type { ScriptedRun } from '../doubles/scripted-run.js';
import { lookNow } from './harness.js';

export const PUBLISHED = 'c'.repeat(40);

/** Each change is made by one call of a tool, and judged as `changed` where that is said. */
export function changes(more: Script = {}): Script {
  const worked = new Set<string>();
  return {
    callModel: async ({ identity }) => {
      if (worked.has(identity.attempt)) return done();
      worked.add(identity.attempt);
      return wantsTool();
    },
    runTools: ({ taskId, candidate }) => ({ commit: `${taskId} of ${candidate}` }),
    judge: async (input) => aVerdict({ judgedCommit: judgedAs(input) }),
    ...more,
  };
}

export function judgedAs({ taskId, commit }: JudgeInput): string {
  return taskId.startsWith('_') ? `judged ${commit}` : PUBLISHED;
}

export const FIRST_CHANGE = 'judged _change-1 of add-a-thing.1/_change-1/1';

/** Merges the pull request and ends the following. */
export async function ended({ handle, forge, ...run }: ScriptedRun & { forge: ScriptedForge }) {
  forge.news = { state: 'merged', by: 'ann' };
  await lookNow({ handle, ...run });
  await until(() => forge.outcomes.at(-1)?.state === 'accepted');
  await handle.cancel();
  return handle.result();
}
