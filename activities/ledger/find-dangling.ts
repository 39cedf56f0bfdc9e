// Rows that name a text which is not there. The database refuses them, but for one that was damaged, restored in part or
// changed with its checks off.
import type { Kysely } from 'kysely';
import type { LedgerTables } from './tables.js';

export async function findDangling(db: Kysely<LedgerTables>, limit: number): Promise<string[]> {
  const texts = db.selectFrom('artifacts').select('sha256');
  const calls = await db
    .selectFrom('calls')
    .select('answer_sha256')
    .where('answer_sha256', 'is not', null)
    .where('answer_sha256', 'not in', texts)
    .limit(limit)
    .execute();
  const specs = await db
    .selectFrom('specs')
    .select(['receipt_markdown_sha256', 'receipt_json_sha256'])
    .where((expression) =>
      // Nothing at all is "not in" a ledger without texts.
      expression.or(
        (['receipt_markdown_sha256', 'receipt_json_sha256'] as const).map((column) =>
          expression.and([expression(column, 'is not', null), expression(column, 'not in', texts)]),
        ),
      ),
    )
    .limit(limit)
    .execute();
  return [
    ...calls.map(() => 'a row of calls names what is not there'),
    ...specs.map(() => 'a row of specs names what is not there'),
  ];
}
