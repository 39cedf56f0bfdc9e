// Collects every text that a night leaves or sends, by where it stands, so that a test can look through all of it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { Client } from '@temporalio/client';
import Libsql from 'libsql';
import { git } from '../activities/workspace/repositories.js';
import type { SeenRequest } from '../doubles/model-server.js';

export type Place = [where: string, text: string];

/** All that a provider got but the headers that carry keys on purpose. */
export function requestTexts(seen: readonly SeenRequest[], keyHeaders: readonly string[]): Place[] {
  return seen.map(({ path, headers, body }, index) => {
    const others = Object.entries(headers).filter(([name]) => !keyHeaders.includes(name));
    return [`request ${index + 1} to the provider`, `${path}\n${JSON.stringify(others)}\n${body}`];
  });
}

/** Every event of every workflow below the id, and what the server tells of it, with payloads as texts. */
export async function historyTexts(client: Client, workflowId: string): Promise<Place[]> {
  const places: Place[] = [];
  for await (const run of client.workflow.list({ query: `WorkflowId STARTS_WITH "${workflowId}"` })) {
    const handle = client.workflow.getHandle(run.workflowId, run.runId);
    const [history, described] = [await handle.fetchHistory(), await handle.describe()];
    places.push([`history of ${run.workflowId}`, readable(history)], [`description of it`, readable(described.raw)]);
  }
  return places;
}

/** Every column of every row; artifacts as their plain text. */
export function ledgerTexts(file: string): Place[] {
  const database = new Libsql(file, { readonly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    return tables.flatMap(({ name }) => {
      const rows = database.prepare(`select * from ${name}`).all() as Record<string, unknown>[];
      return rows.flatMap((row, index) =>
        Object.entries(row).map(
          ([column, value]): Place => [`ledger: ${name}.${column}, row ${index + 1}`, plain(value)],
        ),
      );
    });
  } finally {
    database.close();
  }
}

/** Files under a folder, but for folders of the given names. */
export function fileTexts(folder: string, without: readonly string[]): Place[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (without.includes(name)) return [];
    return statSync(path).isDirectory() ? fileTexts(path, without) : [[path, readFileSync(path, 'latin1')]];
  });
}

/** What stands on branches beyond the base: names, messages, authors, and the changes themselves. */
export function branchTexts(repository: string): Place[] {
  return [
    ['names of branches', git(repository, 'for-each-ref', '--format=%(refname)')],
    ['messages of commits', git(repository, 'log', '--all', '--format=%an %ae %B')],
    ['lines that commits add', addedLines(git(repository, 'log', '--all', '--not', 'main', '--patch', '--unified=0'))],
  ];
}

function addedLines(patch: string): string {
  return patch
    .split('\n')
    .filter((line) => line.startsWith('+'))
    .join('\n');
}

function plain(value: unknown): string {
  if (!(value instanceof ArrayBuffer) && !ArrayBuffer.isView(value)) return String(value);
  const bytes = Buffer.from(value as Uint8Array);
  try {
    return inflateSync(bytes).toString('utf8');
  } catch {
    return bytes.toString('latin1');
  }
}

/** As JSON, with the bytes of payloads as the texts that they are. */
function readable(message: object): string {
  const decoded: unknown = JSON.parse(JSON.stringify(message), (key, part: unknown) =>
    key === 'data' && typeof part === 'string' ? Buffer.from(part, 'base64').toString('utf8') : part,
  );
  return JSON.stringify(decoded);
}
