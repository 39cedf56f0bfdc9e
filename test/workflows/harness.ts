// What the tests of the workflows share: one run under an id of its own, and a way to hold an activity where it is.
import { randomUUID } from 'node:crypto';
import type { Terms } from '../../core/terms.js';
import type { Script } from '../doubles/scripted-activities.js';
import { type ScriptedRun, type ScriptedRunOptions, withScriptedRun } from '../doubles/scripted-run.js';
import { testServer } from '../setup/temporal.js';

/** One run under an id of its own on the test run's server. */
export function withRun<T>(
  script: Script,
  work: (run: ScriptedRun) => Promise<T>,
  terms: Partial<Terms> = {},
  more: Pick<ScriptedRunOptions, 'activities'> = {},
): Promise<T> {
  return withScriptedRun(
    { server: testServer(), workflowId: `deliver/local/test/${randomUUID()}`, script, terms, ...more },
    work,
  );
}

/** A promise that the test resolves, to hold an activity where it is. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
