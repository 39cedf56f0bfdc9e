// No answer that was recorded is bought again, and nothing is asked of a provider without a row in the journal.
import Libsql from 'libsql';
import type { AccountLine } from '../account.js';
import type { Broken } from './check-ends.js';

interface CallRow {
  key: string;
  attempt: number;
  request_sha256: string;
  state: 'started' | 'settled' | 'void';
  answer_sha256: string | null;
  started_at_ms: number;
  ended_at_ms: number | null;
}

export function checkJournal(file: string, account: readonly AccountLine[], broken: Broken): void {
  const database = new Libsql(file, { readonly: true });
  try {
    const rows = database.prepare('select * from calls order by key, attempt').all() as CallRow[];
    for (const [call, same] of grouped(rows, (row) => `${row.key} ${row.request_sha256}`))
      checkCall(call, same, broken);
    const deliverIds = database.prepare('select distinct deliver_id from specs').all() as { deliver_id: string }[];
    checkRequests(
      rows,
      deliverIds.map(({ deliver_id }) => deliver_id),
      account,
      broken,
    );
  } finally {
    database.close();
  }
}

/** `rows` are the attempts at one request. */
function checkCall(call: string, rows: readonly CallRow[], broken: Broken): void {
  const answered = rows.filter((row) => row.answer_sha256 !== null);
  if (answered.length > 1) broken('bought again', `${call} has ${answered.length} answers`);
  const [first] = answered;
  if (!first) return;
  for (const row of rows) {
    if (row.state === 'void' || row.started_at_ms <= (first.ended_at_ms ?? 0)) continue;
    broken('bought again', `${call}: attempt ${row.attempt} began after attempt ${first.attempt} was recorded`);
  }
}

/** By the provider's account, whatever the journal says of its own rows. */
function checkRequests(
  rows: readonly CallRow[],
  deliverIds: readonly string[],
  account: readonly AccountLine[],
  broken: Broken,
): void {
  const journaled = grouped(rows, ({ key }) => attemptOf(key, deliverIds));
  for (const [attempt, lines] of grouped(account, (line) => line.attempt)) {
    const count = journaled.get(attempt)?.length ?? 0;
    if (lines.length > count) broken('journal', `${lines.length} requests for ${attempt}, and ${count} rows`);
  }
}

/** As the header `x-nightshift-attempt` names whom a key belongs to. */
function attemptOf(key: string, deliverIds: readonly string[]): string {
  const deliverId = deliverIds.find((id) => key.startsWith(`${id}/`)) ?? '';
  const [generation, ...step] = key.slice(deliverId.length + 1).split('/');
  const slug = deliverId.slice(deliverId.lastIndexOf('/') + 1);
  return [`${slug}.${generation}`, ...step.filter((part) => !/^turn-\d+$/.test(part))].join('/');
}

function grouped<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups;
}
