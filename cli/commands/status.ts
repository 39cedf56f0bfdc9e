// nightshift status: the runs that there are, or one of them as it stands. Needs neither a worker nor a server.
import type { Ledger } from '../../activities/ledger/ledger.js';
import { type CommandContext, withLedger } from '../context.js';
import { renderRuns } from '../display/render-runs.js';
import { openEngineIfAnswers } from '../engine.js';
import { EXIT } from '../problem.js';
import { listRuns } from '../runs/list-runs.js';
import { showOneRun } from '../runs/show-one-run.js';
import type { Trouble } from '../runs/trouble/find-trouble.js';
import { findTroubles } from '../runs/trouble/find-troubles.js';
import { widthOf } from '../screen.js';
import { aboutOneRun } from './about-one-run.js';

const EXAMPLES = `  nightshift status                                all runs, the newest first
  nightshift status add-a-slug-function            one run
  nightshift status --json`;

export const define = aboutOneRun(EXAMPLES, async (context, id) => {
  await withLedger(context, (ledger) => showStatus(context, ledger, id));
  return EXIT.delivered;
});

async function showStatus(context: CommandContext, ledger: Ledger, id: string | undefined): Promise<void> {
  const engine = await openEngineIfAnswers(context);
  const { screen } = context;
  try {
    const runs = await listRuns(ledger, engine?.client ?? null, id);
    if (id !== undefined) return await showOneRun(context, { ledger, engine, runs, id });
    const troubles = engine ? await findTroubles(engine.client, runs) : new Map<string, Trouble>();
    const view = { width: widthOf(screen.people), colors: screen.colors, troubles };
    screen.print(renderRuns(runs, view).join('\n'));
    screen.document({ runs: runs.map((run) => ({ ...run, trouble: troubles.get(run.deliverId) ?? null })) });
  } finally {
    await engine?.close();
  }
}
