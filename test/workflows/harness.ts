// What the tests of the workflows share: one run under an id of its own, and a way to hold an activity where it is.
import { randomUUID } from 'node:crypto';
import type { Activities } from '../../core/activities.js';
import { MESSAGES } from '../../core/deliver.js';
import type { ForgeTerms } from '../../core/forge-activities.js';
import type { ForgeEvent } from '../../core/forge-event.js';
import type { Terms } from '../../core/terms.js';
import type { Script } from '../doubles/scripted-activities.js';
import { FROM_ISSUE, type ScriptedForge, scriptedForge } from '../doubles/scripted-forge.js';
import { type ScriptedRun, type ScriptedRunOptions, withScriptedRun } from '../doubles/scripted-run.js';
import { testServer } from '../setup/temporal.js';

/** One run under an id of its own on the test run's server. */
export function withRun<T>(
  script: Script,
  work: (run: ScriptedRun) => Promise<T>,
  terms: Partial<Terms> = {},
  more: Pick<ScriptedRunOptions, 'activities' | 'input' | 'told' | 'timeout'> = {},
): Promise<T> {
  return withScriptedRun(
    { server: testServer(), workflowId: `deliver/local/test/${randomUUID()}`, script, terms, ...more },
    work,
  );
}

/** One run that came from an issue, on a forge in memory. */
export function withIssueRun<T>(
  script: Script,
  work: (run: ScriptedRun & { forge: ScriptedForge }) => Promise<T>,
  {
    terms = {},
    forgeTerms = {},
    prepare = () => undefined,
    activities: more = {},
    told,
    fromFile = false,
    timeout,
  }: IssueRunOptions = {},
): Promise<T> {
  const { forge, activities } = scriptedForge();
  prepare(forge);
  const input = { ...FROM_ISSUE, forge: { ...FROM_ISSUE.forge, ...forgeTerms } };
  const rest = {
    activities: { ...activities, ...more },
    ...(fromFile ? {} : { input }),
    ...(told ? { told } : {}),
    ...(timeout ? { timeout } : {}),
  };
  return withRun(script, (run) => work({ ...run, forge }), terms, rest);
}

interface IssueRunOptions {
  /** Longer than a test's where the test's own is. */
  timeout?: ScriptedRunOptions['timeout'];
  terms?: Partial<Terms>;
  forgeTerms?: Partial<ForgeTerms>;
  /** What the forge is to answer from the first moment. */
  prepare?: (forge: ScriptedForge) => void;
  activities?: Partial<Activities>;
  /** What it is told of its issue before its first step. */
  told?: ForgeEvent;
  /** True for one that knows of no issue all the same. */
  fromFile?: boolean;
}

/** Tells a run something of its issue. */
export function tell({ handle }: ScriptedRun, event: ForgeEvent): Promise<void> {
  return handle.signal(MESSAGES.forgeEvent, event);
}

/** As a webhook that says that there is news. */
export function lookNow(run: ScriptedRun): Promise<void> {
  return tell(run, { kind: 'look' });
}

/** A promise that the test resolves, to hold an activity where it is. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
