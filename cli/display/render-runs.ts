// The list of runs, one line each.
import { formatUsd } from '../../core/money.js';
import type { KnownRun } from '../runs/known-run.js';
import type { Colors } from '../screen.js';
import { plainLine } from './plain-text.js';
import { renderTable } from './render-table.js';

export interface RunsView {
  width: number;
  colors: Colors;
}

export function renderRuns(runs: readonly KnownRun[], { width, colors }: RunsView): string[] {
  if (runs.length === 0) return ['There is no run yet. Start one: nightshift run SPEC.md --repo DIR'];
  const head = ['started', 'state', 'spent', 'repository', 'run'].map((text) => colors.dim(text));
  return renderTable([head, ...runs.map((run) => runRow(run, colors))], width);
}

function runRow(run: KnownRun, colors: Colors): string[] {
  return [
    startedAt(run.startedAtMs),
    stateInColor(run, colors),
    `${formatUsd(run.spentMicroUsd)} of ${formatUsd(run.budgetMicroUsd)}`,
    plainLine(run.repository),
    nameOf(run),
  ];
}

/** What people call a run by: the end of its workflow id, which no other has: its repository and its title. */
export function nameOf(run: Pick<KnownRun, 'deliverId'>): string {
  return run.deliverId.split('/').slice(-2).join('/');
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
