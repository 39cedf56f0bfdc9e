// Makes a runner's failure text fit to be shown: no colours or control characters, paths as in the repository, and
// short. What stands in it comes from outside, so whoever puts it into a prompt marks it as data.
import { clampMiddle } from '../clamp.js';
import { FINDING_CHARS_MAX } from '../validator.js';

const ESCAPE = '\\u001b';
/** Colours and other terminal sequences: CSI and OSC, which end differently. */
const TERMINAL_SEQUENCES = new RegExp(
  `${ESCAPE}\\[[0-9;?]*[ -/]*[@-~]|${ESCAPE}\\][^\\u0007${ESCAPE}]*(?:\\u0007|${ESCAPE}\\\\)`,
  'g',
);
const CONTROL_CHARACTERS = /(?![\n\t])\p{Cc}/gu;
const TREE_PATHS = /(?:file:\/\/)?\/w\/(?=[^\s])/g;
/** Frames of the runtime and of installed packages say nothing about the code under test. */
const FOREIGN_FRAMES = /^[ \t]+at .*(?:node:|node_modules\/).*\n?/gm;
/** Some tools pad their lines to the width of the longest. Looked at once from its start, however long the padding. */
const LINE_ENDS = /(?<![ \t])[ \t]+$/gm;
const BLANK_LINES = /\n{3,}/g;

/** The text without terminal sequences, control characters and padding, `/w/` taken off its paths. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(TERMINAL_SEQUENCES, '')
    .replace(CONTROL_CHARACTERS, '')
    .replace(TREE_PATHS, '')
    .replace(LINE_ENDS, '')
    .replace(BLANK_LINES, '\n\n')
    .trim();
}

/** `cleanText` without foreign stack frames, at most `charsMax` characters, head and tail kept. */
export function cleanMessage(text: string, charsMax: number = FINDING_CHARS_MAX): string {
  return clampMiddle(cleanText(text.replace(FOREIGN_FRAMES, '')), charsMax);
}

/** The last lines of a text that are not blank: where a failing command says what was wrong. */
export function lastLines(text: string, count: number): string {
  const lines = cleanText(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.slice(-count).join('\n');
}
