// nightshift receipt: what was delivered, tried and paid, from the ledger alone.
import type { Ledger, SpecRow } from '../../activities/ledger/ledger.js';
import { withLedger } from '../context.js';
import { plainText } from '../display/plain-text.js';
import { CliProblem, EXIT } from '../problem.js';
import { chooseRun } from '../runs/choose-run.js';
import { readReceipt } from '../runs/end-of-run.js';
import { listRuns } from '../runs/list-runs.js';
import { aboutOneRun } from './about-one-run.js';

const EXAMPLES = `  nightshift receipt                               when there is only one run
  nightshift receipt add-a-slug-function > receipt.md
  nightshift receipt add-a-slug-function --json`;

export const define = aboutOneRun(EXAMPLES, async (context, id) => {
  const { screen } = context;
  await withLedger(context, async (ledger) => {
    const row = await newestReceipt(ledger, id);
    if (screen.json) screen.document(await readReceipt(ledger, row));
    else if (row.receiptMarkdown) screen.print(plainText(await ledger.artifacts.get(row.receiptMarkdown)));
  });
  return EXIT.delivered;
});

async function newestReceipt(ledger: Ledger, id: string | undefined): Promise<SpecRow> {
  const { deliverId } = chooseRun(await listRuns(ledger, null), id);
  const rows = await ledger.specs.generations(deliverId);
  const row = rows.find(({ receiptMarkdown }) => receiptMarkdown !== null);
  if (row) return row;
  throw new CliProblem(`${deliverId} has no receipt yet: it is written when the run ends. See nightshift status`);
}
