// The list of runs, one line each.
import { formatUsd } from '../../core/money.js';
import { issueIn } from '../../core/repository.js';
import type { KnownRun } from '../runs/known-run.js';
import type { Trouble } from '../runs/trouble/find-trouble.js';
import type { Colors } from '../screen.js';
import { plainLine } from './plain-text.js';
import { renderTable } from './render-table.js';
import { troubleLines } from './trouble-lines.js';

export interface RunsView {
  width: number;
  colors: Colors;
  /** By workflow id, the runs that do not go on. Absent: nobody looked. */
  troubles?: ReadonlyMap<string, Trouble>;
}

export function renderRuns(runs: readonly KnownRun[], view: RunsView): string[] {
  const { width, colors, troubles } = view;
  if (runs.length === 0) return ['There is no run yet. Start one: nightshift run SPEC.md --repo DIR'];
  const head = ['started', 'state', 'spent', 'repository', 'run'].map((text) => colors.dim(text));
  const rows = runs.map((run) => runRow(run, troubles?.get(run.deliverId), colors));
  const told = runs.flatMap((run) => {
    const trouble = troubles?.get(run.deliverId);
    return trouble ? ['', ...troubleLines(nameOf(run), trouble, colors)] : [];
  });
  return [...renderTable([head, ...rows], width), ...told];
}

function runRow(run: KnownRun, trouble: Trouble | undefined, colors: Colors): string[] {
  const standsStill = trouble !== undefined && trouble.kind !== 'retrying';
  return [
    startedAt(run.startedAtMs),
    standsStill ? colors.yellow('stands still') : stateInColor(run, colors),
    `${formatUsd(run.spentMicroUsd)} of ${formatUsd(run.budgetMicroUsd)}`,
    plainLine(run.repository),
    nameOf(run),
  ];
}

/** What people call a run by, which no other has: its repository and its title, or the issue as GitHub writes it. */
export function nameOf({ deliverId }: Pick<KnownRun, 'deliverId'>): string {
  if (issueIn(deliverId) === null) return deliverId.split('/').slice(-2).join('/');
  const [owner, name, number] = deliverId.split('/').slice(-3);
  return `${owner}/${name}#${number}`;
}

/** What a run is at, in one or two words. */
function stateOf(run: KnownRun): string {
  if (run.open) return run.stage ?? 'running';
  if (run.outcome === 'running') return 'not at work';
  if (run.outcome === 'pausedOut') return 'paused out';
  return run.outcome === 'nothingPassed' ? 'nothing passed' : run.outcome;
}

function stateInColor(run: KnownRun, colors: Colors): string {
  const state = stateOf(run);
  if (run.outcome === 'delivered') return colors.green(state);
  return run.outcome === 'failed' ? colors.red(state) : state;
}

/** Local date and time to the minute. */
function startedAt(ms: number): string {
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
