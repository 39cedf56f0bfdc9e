// What intake writes on the forge, but for answers about a run. What others wrote stands in it as code only: it calls
// nobody and is no markup.
import { codeBlock, codeSpan, quiet } from '../forge-text.js';
import { type IssueWords, issueText } from './issue-text.js';
import { countUnseen, visibleText } from './visible-text.js';

const HASH_DIGITS_SHOWN = 16;
/** A comment holds 65,536 characters. */
const ECHO_CHARS_MAX = 60_000;

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

export function shortHash(sha256: string): string {
  return sha256.slice(0, HASH_DIGITS_SHOWN);
}

export function approveCommand(sha256: string): string {
  return `/nightshift approve ${shortHash(sha256)}`;
}

/** The text of somebody who may not write, for somebody who may to stand behind. */
export function echoText(author: string, words: IssueWords, sha256: string): string {
  const text = visibleText(issueText(words));
  const beginning = `This issue is by ${codeSpan(author)}, who may not write to this repository, so nothing is started yet.`;
  if (text.length > ECHO_CHARS_MAX) {
    return (
      `${beginning} Its text is too long to be shown here in full, and nobody should stand behind what they cannot ` +
      'see: somebody who may write can open an issue of their own with what matters of it.'
    );
  }
  const unseen = countUnseen(issueText(words));
  const hidden = unseen === 0 ? '' : ` ${unseen} characters that a page does not show stand in it as ⟨U+…⟩.`;
  return [
    `${beginning} This is its text as it would be worked on, hidden comments included.${hidden}`,
    '',
    codeBlock(text, 'text'),
    '',
    'Somebody who may write and stands behind this text, word for word, can start it:',
    '',
    codeBlock(approveCommand(sha256), 'text'),
    '',
    'An edit makes another text, with another hash.',
  ].join('\n');
}

/** `difference` is a patch, or null where it cannot be shown. */
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

/** The problem is one or more sentences for people. */
export function cannotStart(problem: string): string {
  return `Nothing was started: ${quiet(problem)}`;
}

export function branchIsThere(branch: string): string {
  return (
    `Nothing was started: there is a branch ${codeSpan(branch)} already, so this issue was worked on before, and ` +
    `Nightshift's books do not know of it any more. To work on it again, somebody who may write can say ` +
    `${codeSpan('/nightshift retry')}.`
  );
}
