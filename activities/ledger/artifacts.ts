// Large texts by the SHA-256 of their plain form: stored once, compressed, in the database that every worker shares.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { Kysely } from 'kysely';
import { type ArtifactRef, PREVIEW_CHARS_MAX } from '../../core/artifact.js';
import { USE_NOTED_EVERY_MS } from '../../core/retention.js';
import { failure } from '../failure.js';
import type { Artifacts } from './ledger.js';
import type { LedgerDatabase } from './ledger-database.js';
import type { LedgerTables } from './tables.js';
import { withoutNul } from './without-nul.js';

const compress = promisify(deflate);
const decompress = promisify(inflate);

export function createArtifacts({ db, name }: LedgerDatabase): Artifacts {
  return {
    async put(text) {
      const plain = Buffer.from(text, 'utf8');
      const ref: ArtifactRef = {
        sha256: createHash('sha256').update(plain).digest('hex'),
        bytes: plain.length,
        preview: previewOf(text),
      };
      if ((await noteUse(db, [ref.sha256])) === 1) return ref;
      await db
        .insertInto('artifacts')
        .values({ ...ref, content_deflate: await compress(plain), stored_at_ms: Date.now() })
        .onConflict((conflict) => conflict.column('sha256').doNothing())
        .execute();
      return ref;
    },

    async get({ sha256 }) {
      const row = await db
        .selectFrom('artifacts')
        .select('content_deflate')
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      if (!row) throw failure('MissingArtifact', `The ledger ${name} has no text with SHA-256 ${sha256}.`);
      return (await decompress(new Uint8Array(row.content_deflate))).toString('utf8');
    },
  };
}

/** Makes texts count as used now, so that they are kept on. Returns how many of them are there. */
export async function noteUse(db: Kysely<LedgerTables>, names: readonly string[]): Promise<number> {
  const nowMs = Date.now();
  const stored = await db
    .selectFrom('artifacts')
    .select(['sha256', 'stored_at_ms'])
    .where('sha256', 'in', names)
    .execute();
  let count = 0;
  for (const { sha256, stored_at_ms } of stored) {
    if (stored_at_ms > nowMs - USE_NOTED_EVERY_MS) count += 1;
    // One at a time: two who lock several rows in different orders would wait for each other for good.
    else count += await noteOne(db, sha256, nowMs);
  }
  return count;
}

/** 0 when it was removed just now. */
async function noteOne(db: Kysely<LedgerTables>, sha256: string, nowMs: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('artifacts')
    .set({ stored_at_ms: nowMs })
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** The beginning of a text as both databases can store it, never half of a character. */
function previewOf(text: string): string {
  const cut = withoutNul(text.slice(0, PREVIEW_CHARS_MAX));
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
