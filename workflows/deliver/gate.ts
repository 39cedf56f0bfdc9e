// The gate behind the plan: where the terms ask for it, nothing is tried before a person has said yes. That word may also
// open protected files, and set tests aside that the spec contradicts.
import { condition } from '@temporalio/workflow';
import { preparedOf, type Run } from './run.js';
import { show } from './show.js';
import { standstill } from './wait.js';

export async function planApproved(run: Run): Promise<void> {
  if (!run.input.terms.gates?.includes('plan')) return;
  run.waitsForApproval = true;
  show(run, waitingFor(run));
  await standstill(run, () => condition(() => run.approval !== null));
  run.waitsForApproval = false;
  const { mayChange = [], supersede = false } = run.approval ?? {};
  const prepared = preparedOf(run);
  if (mayChange.length > 0) {
    const opened = [...(prepared.validator.mayChange ?? []), ...mayChange];
    run.prepared = { ...prepared, validator: { ...prepared.validator, mayChange: opened } };
  }
  run.notes.push(approvedNote(mayChange, supersede));
  show(run, 'going on with the approved plan');
}

function waitingFor({ input, tasks, written }: Run): string {
  const contradicted = written?.superseded?.length ?? 0;
  const what = `the plan (${counted(tasks.length, 'task')})`;
  const also = contradicted === 0 ? '' : ` and ${counted(contradicted, 'old test')} that the spec contradicts`;
  const command = input.issue ? '/nightshift approve' : 'nightshift approve';
  return `waiting for a person's word on ${what}${also}: ${command}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function approvedNote(mayChange: readonly string[], supersede: boolean): string {
  const opened = mayChange.length === 0 ? '' : `; opened to changes: ${mayChange.join(', ')}`;
  return `A person approved the plan${opened}${supersede ? '; the contradicted tests were set aside' : ''}.`;
}
