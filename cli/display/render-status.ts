// What a run looks like on a terminal: stage, tasks, tries with scores, dollars and time. Pure, so that it can be
// drawn again and again and tested by its lines.
import type { CandidateRecord } from '../../core/candidate.js';
import { verdictWord } from '../../core/details.js';
import { formatDuration } from '../../core/duration.js';
import { shortKey } from '../../core/journal-key.js';
import { formatUsd } from '../../core/money.js';
import type { DeliverStatus, TaskStatus } from '../../core/status.js';
import type { Colors } from '../screen.js';
import { clip, plainLine } from './plain-text.js';
import { renderTable } from './render-table.js';

export interface View {
  width: number;
  nowMs: number;
  colors: Colors;
}

/** More tries than this would push the top of the table off the screen; the newest are shown. */
const TRIES_SHOWN_MAX = 12;
/** Below this many columns a try is its name, verdict, score and cost. */
const NARROW = 60;
const MARKS: Record<TaskStatus['state'], string> = { waiting: '·', working: '▸', passed: '✓', failed: '✗' };

/** The lines of a run's live table; none is wider than `view.width`. */
export function renderStatus(status: DeliverStatus, view: View): string[] {
  const { colors, width } = view;
  return [
    colors.bold(clip(plainLine(status.title), width)),
    clip(`${headOf(status)}: ${plainLine(status.doing)}`, width),
    colors.dim(clip(moneyAndTime(status, view.nowMs), width)),
    ...taskLines(status.tasks, view),
    ...tryLines(status.candidates, view),
  ];
}

/** The stage; with what it waits for, unless the run says so itself. */
export function headOf({ stage, paused, doing }: DeliverStatus): string {
  if (paused === null || paused === 'approval' || doing.startsWith('paused')) return stage;
  return paused === 'budget' ? `${stage}, paused on budget` : `${stage}, paused`;
}

export function moneyOf(status: Pick<DeliverStatus, 'spentMicroUsd' | 'budgetMicroUsd'>): string {
  return `${formatUsd(status.spentMicroUsd)} of ${formatUsd(status.budgetMicroUsd)}`;
}

function moneyAndTime(status: DeliverStatus, nowMs: number): string {
  const reserved = status.reservedMicroUsd > 0 ? `, ${formatUsd(status.reservedMicroUsd)} reserved` : '';
  // Tenths of a second in a line that is drawn twice a second would only flicker.
  const elapsedMs = Math.max(0, Math.floor((nowMs - status.startedAtMs) / 1_000) * 1_000);
  const tokens = status.tokens ? ` · ${status.tokens.spent} of ${status.tokens.cap} tokens` : '';
  return `${moneyOf(status)}${reserved}${tokens} · ${formatDuration(elapsedMs).replace(/\.0 s$/, ' s')}`;
}

/** A single task says nothing that the title does not. */
function taskLines(tasks: readonly TaskStatus[], { width, colors }: View): string[] {
  if (tasks.length < 2) return [];
  const rows = tasks.map((task) => [`  ${mark(task.state, colors)}`, plainLine(task.title)]);
  return ['', ...renderTable(rows, width)];
}

function mark(state: TaskStatus['state'], colors: Colors): string {
  if (state === 'passed') return colors.green(MARKS.passed);
  return state === 'failed' ? colors.red(MARKS.failed) : MARKS[state];
}

function tryLines(candidates: readonly CandidateRecord[], { width, colors }: View): string[] {
  if (candidates.length === 0) return [];
  const shown = candidates.slice(-TRIES_SHOWN_MAX);
  const hidden = candidates.length - shown.length;
  const rows = shown.map((candidate) => tryRow(candidate, width < NARROW, colors));
  return ['', ...(hidden > 0 ? [colors.dim(`  ${hidden} earlier`)] : []), ...renderTable(rows, width)];
}

function tryRow(candidate: CandidateRecord, narrow: boolean, colors: Colors): string[] {
  const key = `  ${plainLine(shortKey(candidate.key))}`;
  const score = candidate.verdict ? candidate.verdict.score.toFixed(2) : '';
  const cost = formatUsd(candidate.chargedMicroUsd);
  if (narrow) return [key, verdictInColor(candidate, colors), score, cost];
  return [
    key,
    plainLine(candidate.generator),
    verdictInColor(candidate, colors),
    score,
    `${candidate.turns} ${candidate.turns === 1 ? 'turn' : 'turns'}`,
    cost,
    formatDuration(candidate.durationMs),
  ];
}

function verdictInColor(candidate: CandidateRecord, colors: Colors): string {
  const word = verdictWord(candidate);
  return candidate.verdict?.passed ? colors.green(word) : colors.yellow(word);
}
