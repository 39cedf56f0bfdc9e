// What holds a run from outside: a person's pause, the label taken away, the issue edited. Each has to go before anything
// new starts.
import type { PauseReason } from '../../core/status.js';
import type { Run } from './run.js';

export type Hold = Extract<PauseReason, 'user' | 'label' | 'text'>;

/** All that hold it now, the one first that a person has to know first. */
export function holdsOf({ pausedByUser, issue }: Pick<Run, 'pausedByUser' | 'issue'>): Hold[] {
  const all: [Hold, boolean][] = [
    ['user', pausedByUser],
    ['label', issue.labelGone !== null],
    ['text', issue.textChanged !== null],
  ];
  return all.filter(([, holds]) => holds).map(([hold]) => hold);
}

export function isHeld(run: Run): boolean {
  return holdsOf(run).length > 0;
}

/** Why it stands still, and the way out, in one line. */
export function holdText(run: Run): string {
  return `paused; ${holdsOf(run)
    .map((hold) => wayOut(run, hold))
    .join('; ')}`;
}

function wayOut({ issue }: Run, hold: Hold): string {
  switch (hold) {
    case 'user':
      return 'resume to go on';
    case 'label':
      return `${issue.labelGone?.by ?? 'somebody'} took the label away, put it back to go on`;
    case 'text':
      return 'the issue was edited, approve the new text or put the old one back to go on';
  }
}
