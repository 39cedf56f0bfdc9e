// The cap holds by the provider's own account, the receipts never show less than it, and their parts add up.

import type { Ledger } from '../../../activities/ledger/ledger.js';
import { readReceipt } from '../../../cli/runs/end-of-run.js';
import { type AccountLine, billedMicroUsd } from '../account.js';
import type { SpecAtWork } from '../work.js';
import type { Broken } from './check-ends.js';

/** What all receipts add up to. */
export async function checkMoney(
  ledger: Ledger,
  works: readonly SpecAtWork[],
  account: readonly AccountLine[],
  broken: Broken,
): Promise<number> {
  let booked = 0;
  for (const { spec, end } of works) {
    if (!end) continue;
    const rows = await ledger.specs.generations(end.workflowId);
    const row = rows.find(({ generation }) => generation === end.generation);
    const receipt = row ? await readReceipt(ledger, row) : null;
    if (!receipt) {
      broken('receipt', `${spec.title} ended as ${end.outcome} and has none`);
      continue;
    }
    const { spentMicroUsd: spent, budgetMicroUsd: cap, candidates, overheadCalls } = receipt;
    booked += spent;
    const parts = [...candidates, ...overheadCalls].reduce((sum, { chargedMicroUsd }) => sum + chargedMicroUsd, 0);
    if (parts !== spent) broken('receipt', `${spec.title}: the parts add up to ${parts}, not to ${spent}`);
    const { chargedMicroUsd: charged } = await ledger.journal.chargedUnder(end.workflowId);
    if (charged !== spent) broken('ledger', `${spec.title}: ${charged} are charged in it, ${spent} on the receipt`);
    const billed = billedMicroUsd(account.filter(({ run }) => run.startsWith(`${spec.slug}.`)));
    if (billed > cap) broken('cap', `${spec.title}: the provider billed ${billed}, and the budget is ${cap}`);
    if (billed > spent) broken('account', `${spec.title}: the provider billed ${billed}, ${spent} are on the receipt`);
    if (spent > cap) broken('cap', `${spec.title}: ${spent} are booked, and the budget is ${cap}`);
  }
  return booked;
}
