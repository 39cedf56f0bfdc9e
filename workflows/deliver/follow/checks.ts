// Failing checks: each is run again once, since some fail at random; what fails again is mended, or said once.
import { afterChecksLeft, afterRerun } from '../../../core/follow/memory.js';
import type { CheckNews } from '../../../core/forge-activities.js';
import { forge } from '../../hands.js';
import { summary } from '../../summary.js';
import { onForge } from '../publish-on-forge.js';
import type { Run } from '../run.js';
import { show } from '../show.js';
import { sayToReviewers } from '../tell-issue.js';
import { changeResult, mending, publishChange } from './change.js';
import { memoryOf, pullRequestOf, remember } from './memory-of.js';
import { shortCommit } from './short-commit.js';

export async function rerunChecks(run: Run, checks: CheckNews[]): Promise<void> {
  const checkIds = checks.flatMap(({ id }) => (id === null ? [] : [id]));
  show(run, `running ${namesOf(checks)} again`);
  const asked = await forge.rerunChecks.executeWithOptions({ summary: summary(`Run again: ${namesOf(checks)}`) }, [
    { repository: run.input.repository, pullRequest: pullRequestOf(run), checkIds },
  ]);
  if (!asked.ok) run.notes.push(`${namesOf(checks)} could not be run again: ${asked.message}`);
  remember(run, (memory) => afterRerun(memory, checks, Date.now()));
}

export async function repairChecks(run: Run, checks: CheckNews[]): Promise<void> {
  const [findings, ...moreFindings] = checks.flatMap((check) => check.findings ?? []);
  if (!findings) return leave(run, checks, 'The forge shows nothing of what they found.');
  show(run, `mending ${namesOf(checks)}`);
  const change = mending(moreFindings.length === 0 ? {} : { moreFindings });
  const changed = await changeResult(run, { commit: memoryOf(run).published, findings, change });
  if (changed.kind === 'short') return;
  if (changed.kind !== 'passed') return leave(run, checks, changed.kind === 'nothing' ? changed.why : '');
  const published = await publishChange(run, changed.commit);
  if (!published.ok && !published.elsewhere) leave(run, checks, published.message);
}

export async function declineChecks(run: Run, checks: CheckNews[]): Promise<void> {
  const { revisionsMax } = onForge(run).terms;
  leave(run, checks, `The result was changed ${revisionsMax} times, which is as often as the operator allows.`);
}

function leave(run: Run, checks: CheckNews[], why: string): void {
  const { published } = memoryOf(run);
  const which = checks.length === 1 ? 'This check fails' : 'These checks fail';
  const text = `${which} at ${shortCommit(published)} and could not be mended: ${namesOf(checks)}. ${why}`;
  sayToReviewers(run, `checks-${shortCommit(published)}`, text.trim());
  remember(run, (memory) => afterChecksLeft(memory, checks));
}

function namesOf(checks: readonly CheckNews[]): string {
  return [...new Set(checks.map(({ name }) => name))].join(', ');
}
