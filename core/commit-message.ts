// Messages of the commits that Nightshift makes: a subject for people, and trailers by which every commit can be
// traced to its run, task, candidate and generator.
import { quiet } from './forge-text.js';

const SUBJECT_CHARS_MAX = 72;

export interface CommitOrigin {
  /** The task's title; may hold anything. */
  title: string;
  run: string;
  task: string;
  candidate: string;
  generator: string;
}

/** The message of a candidate's commit. */
export function commitMessage(origin: CommitOrigin): string {
  return withTrailers(subjectOf(origin.title) || `Work on ${oneLine(origin.task)}`, [
    ['Nightshift-Run', origin.run],
    ['Nightshift-Task', origin.task],
    ['Nightshift-Candidate', origin.candidate],
    ['Nightshift-Generator', origin.generator],
  ]);
}

/** The message of the commit that merges a task's winner. No generator made it. */
export function mergeMessage(origin: Pick<CommitOrigin, 'title' | 'run' | 'task'>): string {
  return withTrailers(subjectOf(`Merge: ${oneLine(origin.title) || oneLine(origin.task)}`), [
    ['Nightshift-Run', origin.run],
    ['Nightshift-Task', origin.task],
  ]);
}

/** The message of the commit that brings the base branch into what was published. */
export function mergeBaseMessage({ baseBranch, run }: { baseBranch: string; run: string }): string {
  return withTrailers(subjectOf(`Merge branch ${oneLine(baseBranch)}`), [['Nightshift-Run', run]]);
}

function withTrailers(subject: string, trailers: [name: string, value: string][]): string {
  const lines = trailers.map(([name, value]) => `${name}: ${oneLine(value)}`);
  return `${subject}\n\n${lines.join('\n')}\n`;
}

/**
 * A leading `#` would make git take the subject for a comment when a person later edits the message. And a commit that is
 * pushed to a forge calls people and closes issues by its message.
 */
function subjectOf(title: string): string {
  const characters = [...oneLine(title).replace(/^[#\s]+/, '')];
  if (characters.length <= SUBJECT_CHARS_MAX) return quiet(characters.join(''));
  const cut = characters.slice(0, SUBJECT_CHARS_MAX - 1).join('');
  return `${quiet(cut).trimEnd()}…`;
}

/** Line breaks, control, format and lone surrogate characters become single spaces. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Z}]+/gu, ' ').trim();
}
