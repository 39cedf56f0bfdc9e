// The label that says how far a run is: one of them at a time, beside whatever else people label an issue with.
import type { Octokit } from 'octokit';
import { PROGRESS_STATES, type ProgressState, stateLabel } from '../../../core/forge-activities.js';
import { unlessStatus } from './is-status.js';
import { labelNames } from './label-names.js';
import type { Place } from './put-comment.js';

export async function setState(
  octokit: Octokit,
  { repository, number }: Place,
  label: string,
  state: ProgressState | null,
): Promise<void> {
  const at = { owner: repository.owner, repo: repository.name, issue_number: number };
  const { data: issue } = await octokit.rest.issues.get(at);
  const there = new Set(labelNames(issue.labels).map((name) => name.toLowerCase()));
  const wanted = state === null ? null : stateLabel(label, state);
  if (wanted !== null && !there.has(wanted.toLowerCase()))
    await octokit.rest.issues.addLabels({ ...at, labels: [wanted] });
  for (const other of PROGRESS_STATES.map((one) => stateLabel(label, one))) {
    if (other === wanted || !there.has(other.toLowerCase())) continue;
    // Somebody may have been faster.
    await unlessStatus(octokit.rest.issues.removeLabel({ ...at, name: other }), 404, null);
  }
}
