// Whether runs that have not ended go on. One that waits for a person is as it should be; one on which nobody works, or
// whose code fails, would wait for ever, and nobody would be told.
import type { Ledger } from '../../activities/ledger/ledger.js';
import { type CommandContext, withLedger } from '../context.js';
import { nameOf } from '../display/render-runs.js';
import { openEngineIfUp } from '../engine.js';
import type { KnownRun } from '../runs/known-run.js';
import { listRuns } from '../runs/list-runs.js';
import type { Trouble } from '../runs/trouble/find-trouble.js';
import { findTroubles } from '../runs/trouble/find-troubles.js';
import { bad, type Check, checking, good } from './check.js';

/** One line for each run in trouble, or one for all when there is none. */
export async function checkRuns(context: CommandContext): Promise<Check[]> {
  let checks: Check[] = [];
  const failed = await checking('runs', null, async () => {
    checks = await withLedger(context, (ledger) => lookAtRuns(context, ledger));
    return good('', '');
  });
  return failed.ok ? checks : [failed];
}

async function lookAtRuns(context: CommandContext, ledger: Ledger): Promise<Check[]> {
  const engine = await openEngineIfUp(context);
  try {
    const runs = await listRuns(ledger, engine?.client ?? null);
    if (!engine) return [withoutServer(runs)];
    const troubles = await findTroubles(engine.client, runs);
    const open = runs.filter((run) => run.open);
    const told = open.flatMap((run) => {
      const trouble = troubles.get(run.deliverId);
      return trouble ? [inTrouble(run, trouble)] : [];
    });
    return told.length > 0 ? told : [good('runs', `${open.length} open; each goes on or waits for a person`)];
  } finally {
    await engine?.close();
  }
}

/** What is tried again by itself does not make the machine unfit. */
function inTrouble(run: KnownRun, { kind, what, wayOut }: Trouble): Check {
  const found = `${nameOf(run)}: ${what}`;
  return kind === 'retrying' ? { ...good('runs', found), advice: wayOut } : bad('runs', found, wayOut);
}

function withoutServer(runs: readonly KnownRun[]): Check {
  const left = runs.filter(({ outcome }) => outcome === 'running').map(nameOf);
  if (left.length === 0) return good('runs', 'none open');
  const found = `not at work, as no Temporal server is up: ${left.join(', ')}`;
  return { ...good('runs', found), advice: 'Go on with the same nightshift run as before.' };
}
