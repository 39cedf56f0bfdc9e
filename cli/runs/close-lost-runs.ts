// Runs that the ledger takes for open though they are not: one that was terminated in Temporal wrote no receipt, and one
// whose next generation has begun is over. Left so, what they hold would be kept for ever.
import type { Client } from '@temporalio/client';
import type { Ledger, LedgerSpan } from '../../activities/ledger/ledger.js';
import { describeRun } from './describe-run.js';

/** Closes them in the ledger. A run that Temporal does not know may be on another server, and stays open. */
export async function closeLostRuns(ledger: Ledger, client: Client | null): Promise<number> {
  const spans = await ledger.specs.spans();
  let closed = 0;
  for (const span of spans.filter(({ endedAtMs }) => endedAtMs === null)) {
    const endedAtMs = nextBegan(spans, span) ?? (client ? await endedInTemporal(client, span) : null);
    if (endedAtMs === null) continue;
    await ledger.upkeep.closeLost(span.deliverId, span.generation, endedAtMs);
    closed += 1;
  }
  return closed;
}

function nextBegan(spans: readonly LedgerSpan[], { deliverId, generation }: LedgerSpan): number | null {
  const next = spans.find((span) => span.deliverId === deliverId && span.generation > generation);
  return next?.startedAtMs ?? null;
}

async function endedInTemporal(client: Client, { deliverId, generation }: LedgerSpan): Promise<number | null> {
  const described = await describeRun(client, deliverId);
  if (!described || described.run.open || described.run.generation !== generation) return null;
  return described.run.endedAtMs;
}
