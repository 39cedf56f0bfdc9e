// What intake writes on the forge, but for answers about a run. What others wrote stands in it as code only: it calls
// nobody and is no markup.
import { utf8Bytes } from '../clamp.js';
import { codeBlock, codeSpan, quiet } from '../forge-text.js';
import { HASH_DIGITS_MIN } from './command.js';
import { type IssueWords, issueText } from './issue-text.js';
import { countUnseen, visibleText } from './visible-text.js';

/** A comment of ours that has 60,000 bytes is cut in its middle, and that is where something would be hidden. */
const ECHO_BYTES_MAX = 58_000;

const COMMANDS = `/nightshift run [budget $5.00] [by 06:00] [optimize cost|balanced|speed]
/nightshift status
/nightshift explain
/nightshift pause
/nightshift resume
/nightshift budget $10.00
/nightshift cancel
/nightshift retry [budget $5.00]
/nightshift approve [HASH]`;

export const MORE_COMMANDS = 'A comment holds one command: the first was taken, the others were not looked at.';

/** The problem is one sentence without its full stop. */
export function helpText(problem: string): string {
  return [
    `I did not understand that: ${problem}.`,
    '',
    'These are understood, at the beginning of a line, one in a comment. Times are in UTC unless they say otherwise.',
    '',
    codeBlock(COMMANDS, 'text'),
  ].join('\n');
}

export function refusalOfCommand(login: string): string {
  return (
    `Thank you, ${codeSpan(login)}. Commands are taken from people who may write to this repository, and as far as ` +
    'GitHub says you may not. Somebody who may can give the command instead.'
  );
}

export function refusalOfLabel(login: string, label: string): string {
  return (
    `The label ${codeSpan(label)} was set by ${codeSpan(login)}, who may not write to this repository, so nothing is ` +
    `started. Somebody who may can say ${codeSpan('/nightshift run')}.`
  );
}

export function approveCommand(sha256: string): string {
  return `/nightshift approve ${sha256.slice(0, HASH_DIGITS_MIN)}`;
}

/** Whether all of it fits into a comment. */
export function canBeShown(words: IssueWords): boolean {
  return utf8Bytes(visibleText(issueText(words))) <= ECHO_BYTES_MAX;
}

export const TOO_LONG =
  'Its text is too long to be shown here in full, and nobody should stand behind what they cannot see: somebody who ' +
  'may write can open an issue of their own with what matters of it.';

/** The text of somebody who may not write, for somebody who may to stand behind. */
export function echoText(author: string, words: IssueWords, sha256: string): string {
  const beginning = `This issue is by ${codeSpan(author)}, who may not write to this repository, so nothing is started yet.`;
  if (!canBeShown(words)) return `${beginning} ${TOO_LONG}`;
  const unseen = countUnseen(issueText(words));
  const hidden = unseen === 0 ? '' : ` ${unseen} characters that a page does not show stand in it as ⟨U+…⟩.`;
  return [
    `${beginning} This is its text as it would be worked on, hidden comments included.${hidden}`,
    '',
    codeBlock(visibleText(issueText(words)), 'text'),
    '',
    'Somebody who may write and stands behind this text, word for word, can start it:',
    '',
    codeBlock(approveCommand(sha256), 'text'),
    '',
    'An edit makes another text, with another hash.',
  ].join('\n');
}

/** `difference` is a patch, or null where it cannot be shown in full. */
export function changedText(difference: string | null, sha256: string): string {
  return [
    'The text of this issue is not the one that is being worked on any more, so the work is paused.',
    '',
    difference === null ? 'What changed cannot be shown line by line.' : codeBlock(visibleText(difference), 'diff'),
    '',
    'To go on with the old text, bring it back. To begin again with the new one, somebody who may write can say:',
    '',
    codeBlock(approveCommand(sha256), 'text'),
  ].join('\n');
}

/** As above, of a text by somebody who may not write, of which the difference cannot be shown in full. */
export function changedUnseenText(): string {
  return (
    'The text of this issue is not the one that is being worked on any more, so the work is paused. What changed cannot ' +
    'be shown line by line; the comment with the text of this issue says how to go on with it. To go on with the old ' +
    'text, bring it back.'
  );
}

/** The problem is one or more sentences for people. `again`: the command that asks for the same once more. */
export function cannotStart(problem: string, again: '/nightshift run' | '/nightshift retry'): string {
  return `Nothing was started: ${quiet(problem)}\n\nOnce that is put right, ${codeSpan(again)} tries again.`;
}

export function startAgain(): string {
  return (
    'This issue was worked on before, and that has ended: neither its label nor opening it again starts anything. ' +
    `${codeSpan('/nightshift retry')} begins anew from its text as it is now.`
  );
}

export function notFollowed(issue: number): string {
  return (
    'This pull request was closed, so that Nightshift does not look at its checks and reviews any more, although it is ' +
    `open again. ${codeSpan('/nightshift retry')} works on issue ${issue} anew and brings the result here.`
  );
}

export function branchIsThere(branch: string): string {
  return (
    `Nothing was started: there is a branch ${codeSpan(branch)} already, so this issue was worked on before, and ` +
    `Nightshift's books do not know of it any more. To work on it again, somebody who may write can say ` +
    `${codeSpan('/nightshift retry')}.`
  );
}
