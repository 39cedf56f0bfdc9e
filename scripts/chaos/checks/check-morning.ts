// The morning after: the product tidies up and stops, and then every promise is compared with what really stands there.
import { createLedger } from '../../../activities/ledger/create-ledger.js';
import { openServer } from '../../../workers/server/open-server.js';
import type { AccountLine } from '../account.js';
import { keep } from '../kept-process.js';
import type { Night } from '../night.js';
import { COMMAND, type Room } from '../room.js';
import { checkBranches } from './check-branches.js';
import { checkEnds } from './check-ends.js';
import { checkJournal } from './check-journal.js';
import { checkLeftovers } from './check-leftovers.js';
import { checkMoney } from './check-money.js';
import { type History, longestGapMs, readHistories } from './histories.js';

export interface Morning {
  ends: Record<string, number>;
  violations: string[];
  bookedMicroUsd: number;
  longestGapSeconds: number;
}

export async function checkMorning(
  room: Room,
  night: Night,
  account: readonly AccountLine[],
  say: (line: string) => void,
): Promise<Morning> {
  const violations: string[] = [];
  const broken = (name: string, what: string) => violations.push(`${name}: ${what}`);
  const histories = await historiesAfterTidying(room, say);
  const gap = longestGapMs(histories, account);
  say(`the longest gap without progress: ${(gap.ms / 1_000).toFixed(1)} s in ${gap.workflowId}, from ${gap.from}`);
  const ledger = await createLedger({ file: room.home.ledger });
  try {
    const ends = checkEnds(night.works, histories, broken);
    const bookedMicroUsd = await checkMoney(ledger, night.works, account, broken);
    checkJournal(room.home.ledger, account, broken);
    await checkBranches(room, night.works, broken);
    await checkLeftovers(room, broken);
    return { ends, violations, bookedMicroUsd, longestGapSeconds: Math.round(gap.ms / 100) / 10 };
  } finally {
    await ledger.close();
  }
}

/** Reads the histories and lets the product remove what killed processes left, by its own command; then the server stops. */
async function historiesAfterTidying(room: Room, say: (line: string) => void): Promise<History[]> {
  const lease = await openServer({ home: room.home, env: room.env, say, keep: false });
  try {
    const connection = await lease.connect();
    const histories = await readHistories(connection, lease.namespace).finally(() => connection.close());
    const args = () => [COMMAND, 'gc', '--config', room.config];
    await keep({ name: 'gc', args, env: room.env, log: `${room.logs}/gc.log`, again: () => false }).ended;
    return histories;
  } finally {
    await lease.release();
  }
}
