// The runs that there are: those that the ledger remembers and those that Temporal has.
import type { Client } from '@temporalio/client';
import type { Ledger } from '../../activities/ledger/ledger.js';
import { WORKFLOW_TYPES } from '../../core/deliver.js';
import { toDescribed } from './describe-run.js';
import { fromLedger, type KnownRun, mergeRuns } from './known-run.js';

export const RUNS_LISTED_MAX = 200;

/** The newest first. `client` is null when no server is up: then only the ledger speaks. */
export async function listRuns(ledger: Ledger, client: Client | null): Promise<KnownRun[]> {
  const rows = await ledger.specs.recent(RUNS_LISTED_MAX);
  const fromTemporal = client ? await openRuns(client) : [];
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
