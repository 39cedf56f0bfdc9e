// The runs that there are: those that the ledger remembers and those that Temporal has.
import type { Client } from '@temporalio/client';
import type { Ledger } from '../../activities/ledger/ledger.js';
import { WORKFLOW_TYPES } from '../../core/deliver.js';
import { describeRun, toDescribed } from './describe-run.js';
import { fromLedger, type KnownRun, mergeRuns } from './known-run.js';

export const RUNS_LISTED_MAX = 200;

/**
 * The newest first. `client` is null when no server is up: then only the ledger speaks. Temporal's lists lag a moment
 * behind, so a run that is named by its whole id is looked up by itself.
 */
export async function listRuns(ledger: Ledger, client: Client | null, named?: string): Promise<KnownRun[]> {
  const rows = await ledger.specs.recent(RUNS_LISTED_MAX);
  const fromTemporal = client ? await openRuns(client) : [];
  const isListed = fromTemporal.some(({ deliverId }) => deliverId === named);
  const described = client && named?.includes('/') && !isListed ? await describeRun(client, named) : null;
  if (described) fromTemporal.unshift(described.run);
  return mergeRuns(rows.map(fromLedger), fromTemporal).slice(0, RUNS_LISTED_MAX);
}

async function openRuns(client: Client): Promise<KnownRun[]> {
  const query = `WorkflowType = '${WORKFLOW_TYPES.deliver}'`;
  const runs: KnownRun[] = [];
  for await (const info of client.workflow.list({ query, pageSize: RUNS_LISTED_MAX })) {
    runs.push(toDescribed(info).run);
    if (runs.length === RUNS_LISTED_MAX) break;
  }
  return runs;
}
