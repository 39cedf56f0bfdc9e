// One run as it stands: from its worker when somebody works on it, else from what Temporal and the ledger keep.
import type { Ledger } from '../../activities/ledger/ledger.js';
import { readStatus } from '../../workers/runs/read-status.js';
import type { CommandContext } from '../context.js';
import { endingLines } from '../display/ending-lines.js';
import { plainText } from '../display/plain-text.js';
import { planLines } from '../display/plan-lines.js';
import { nameOf, renderRuns } from '../display/render-runs.js';
import { renderStatus } from '../display/render-status.js';
import { troubleLines } from '../display/trouble-lines.js';
import type { Engine } from '../engine.js';
import { widthOf } from '../screen.js';
import { chooseRun } from './choose-run.js';
import { describeRun } from './describe-run.js';
import { endOfRun } from './end-of-run.js';
import { goOnHint, NO_SERVER } from './go-on-hint.js';
import type { KnownRun } from './known-run.js';
import { findTrouble } from './trouble/find-trouble.js';

export interface OneRun {
  ledger: Ledger;
  engine: Engine | null;
  runs: readonly KnownRun[];
  id: string;
}

export async function showOneRun(context: CommandContext, { ledger, engine, runs, id }: OneRun): Promise<void> {
  const run = chooseRun(runs, id);
  const uiUrl = engine?.uiLink(run.deliverId) ?? null;
  if (run.open && engine) return showOpenRun(context, engine, run, uiUrl);
  const { screen } = context;
  if (run.outcome === 'running') {
    screen.print(renderRuns([run], { width: widthOf(screen.people), colors: screen.colors }).join('\n'));
    screen.print(NO_SERVER);
    screen.document(run);
    return;
  }
  const ended = await endOfRun(ledger, { deliverId: run.deliverId, generation: run.generation, uiUrl, ending: null });
  screen.print(endingLines(ended, { colors: screen.colors, serverStays: false }).join('\n'));
  screen.document(ended);
}

async function showOpenRun(
  { screen }: CommandContext,
  engine: Engine,
  run: KnownRun,
  uiUrl: string | null,
): Promise<void> {
  const status = await readStatus(engine.client, engine.client.workflow.getHandle(run.deliverId));
  const view = { width: widthOf(screen.people), nowMs: Date.now(), colors: screen.colors };
  screen.print((status ? renderStatus(status, view) : renderRuns([run], view)).join('\n'));
  if (status?.paused === 'approval') screen.print(planLines(status).join('\n'));
  const described = await describeRun(engine.client, run.deliverId);
  const trouble = await findTrouble(engine.client, run.deliverId);
  if (described?.details) screen.print(plainText(described.details));
  if (trouble) screen.print(troubleLines(nameOf(run), trouble, screen.colors).join('\n'));
  else if (!status && described) {
    screen.print(`It does not answer just now. If nobody works on it: ${goOnHint(described)}`);
  }
  if (uiUrl) screen.print(`UI: ${uiUrl}`);
  screen.document({ ...run, status, problems: described?.problems ?? [], trouble, uiUrl });
}
