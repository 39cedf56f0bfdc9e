// Looks after submitted runs from outside, as a person with Temporal's UI and the ledger would: until they have ended.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import type { Ledger } from '../../activities/ledger/ledger.js';
import { type EndOfRun, endOfRun } from '../../cli/runs/end-of-run.js';
import { readStatus } from '../../workers/runs/read-status.js';
import type { Room } from './room.js';

export interface Watch {
  /** `onPoor` is called when the run waits for a larger budget. */
  untilEnded(workflowId: string, onPoor: () => Promise<void>): Promise<EndOfRun>;
  close(): Promise<void>;
}

const POLL_MS = 1_000;

export function startWatch(room: Room): Watch {
  const connection = Connection.lazy({ address: room.address });
  const client = new Client({ connection });
  let opened: Promise<Ledger> | null = null;
  // Not sooner: the first process of the product makes the ledger.
  const ledger = () => {
    opened ??= createLedger({ file: room.home.ledger });
    return opened;
  };
  return {
    async untilEnded(workflowId, onPoor) {
      for (;;) {
        await sleep(POLL_MS);
        const handle = client.workflow.getHandle(workflowId);
        if (await isClosed(handle)) return await readEnd(await ledger(), workflowId);
        const status = await readStatus(client, handle).catch(() => null);
        if (status?.paused === 'budget') await onPoor();
      }
    },
    async close() {
      await connection.close();
      if (opened) await (await opened).close();
    },
  };
}

/** False as well while the server is away. */
async function isClosed(handle: WorkflowHandle): Promise<boolean> {
  try {
    return (await handle.describe()).status.name !== 'RUNNING';
  } catch {
    return false;
  }
}

async function readEnd(ledger: Ledger, deliverId: string): Promise<EndOfRun> {
  const [row] = await ledger.specs.generations(deliverId);
  return endOfRun(ledger, { deliverId, generation: row?.generation ?? 1, uiUrl: null, ending: null });
}
