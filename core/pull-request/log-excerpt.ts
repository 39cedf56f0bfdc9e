// What of a job's log says why it failed: the lines before its first error, and the errors. The rest is how the machine
// was set up, and how it was put away.
import { clampMiddle } from '../clamp.js';
import { cleanText } from '../validator/clean-message.js';

const LINES_BEFORE = 150;
const LINES_AT_END = 200;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z /gm;
const BYTE_ORDER_MARK = /^\ufeff/;
const ERROR = '##[error]';
const FOLDS = /^##\[(?:group|endgroup|debug)\].*\n?/gm;
const COMMAND = /^##\[command\]/gm;

/** At most `bytesMax` bytes; without times, colours and control characters. */
export function logExcerpt(log: string, bytesMax: number): string {
  const lines = log.replace(BYTE_ORDER_MARK, '').replace(/\r\n?/g, '\n').replace(TIME, '').split('\n');
  const first = lines.findIndex((line) => line.startsWith(ERROR));
  const told = first < 0 ? lines.slice(-LINES_AT_END) : aroundErrors(lines, first);
  return clampMiddle(cleanText(told.join('\n').replace(FOLDS, '').replace(COMMAND, '$ ')), bytesMax);
}

function aroundErrors(lines: readonly string[], first: number): string[] {
  const later = lines.slice(first + 1).filter((line) => line.startsWith(ERROR));
  const before = lines.slice(Math.max(0, first - LINES_BEFORE), first + 1);
  return [...before, ...later].map((line) => (line.startsWith(ERROR) ? line.slice(ERROR.length) : line));
}
