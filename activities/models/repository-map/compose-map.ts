// The texts of the files that matter most, as many as a budget of bytes holds: whole, or the parts of a large one that
// speak of the task, and of those behind them what they define. Pure.
import { utf8Bytes } from '../../../core/clamp.js';
import { dataBlock } from '../data-block.js';
import type { RankedFile } from '../rank-files.js';
import { excerptOf } from './excerpt.js';
import { fileKind } from './file-kind.js';
import type { Outline } from './outline.js';
import { shownPath } from './shown-path.js';
import type { TaskWords } from './task-words.js';

export type Shown = 'whole' | 'parts' | 'outline';

export interface ComposedMap {
  text: string;
  /** How each file is shown that is shown at all. */
  shown: Map<string, Shown>;
}

export interface MapInput {
  ranked: readonly RankedFile[];
  texts: ReadonlyMap<string, string>;
  outlines: ReadonlyMap<string, Outline>;
  task: TaskWords;
  /** Whether tests are shown as sources are: whoever writes some wants to see how they are written here. */
  tests: boolean;
}

/**
 * A text that is shown is sent in every turn, one that is looked up from then on only, for the price of a turn: a short one
 * is worth showing where it will be needed as likely as not, a long one only where it is all but certain.
 */
const WHOLE_BYTES_MAX = 6_000;
/** Files that the task names are worth more room. */
const NAMED_WHOLE_BYTES_MAX = 12_000;
export const NAMED_SCORE_MIN = 200;
/** What has less than this share of the best file's score is told by its outline. */
const READ_SHARE = 0.35;
const PARTS_BYTES_MAX = 4_000;
const PARTS_BYTES_MIN = 600;
const PARTS_FILES_MAX = 5;
const OUTLINES_BYTES_MAX = 6_000;
const OUTLINE_LINES_MAX = 40;
/** What says less than this share of the best file's score is left to whoever looks for it. */
const WORTH_SHARE = 0.04;
/** Nobody reads a text whose lines are that long on average: it was made by a program. */
const LINE_CHARS_MAX = 400;
const SHORT_CHARS = 4_000;

const WHOLE_HEADING = 'Those that matter most here, in full:\n\n';
const PARTS_HEADING = 'Of these, which are large, only the parts that seem to matter:\n\n';
const OUTLINES_HEADING = 'What the next ones define, with the numbers of the lines:\n\n';

export function composeMap(input: MapInput, bytesMax: number): ComposedMap {
  const shown = new Map<string, Shown>();
  const best = bestUnnamed(input.ranked);
  const worth = input.ranked.filter(({ score }) => score > 0 && score >= best * WORTH_SHARE);
  const read = worth.filter((file) => isWorthReading(file, best, input.tests));
  const reserved = Math.min(OUTLINES_BYTES_MAX, Math.floor(bytesMax / 4));
  const { whole, parts } = chooseTexts(read, input, bytesMax - (input.outlines.size > 0 ? reserved : 0), shown);
  let text = section(WHOLE_HEADING, whole) + section(PARTS_HEADING, parts);
  const outlines = outlinesOf(worth, input, Math.min(reserved, bytesMax - utf8Bytes(text)), shown);
  text += outlines === '' ? '' : section(OUTLINES_HEADING, [outlines]);
  return { text, shown };
}

function bestUnnamed(ranked: readonly RankedFile[]): number {
  return ranked.find(({ score }) => score < NAMED_SCORE_MIN)?.score ?? 0;
}

function isWorthReading({ path, score }: RankedFile, best: number, tests: boolean): boolean {
  if (score >= NAMED_SCORE_MIN) return true;
  const kind = fileKind(path);
  return score >= best * READ_SHARE && (kind === 'source' || (tests && kind === 'test'));
}

function section(heading: string, blocks: readonly string[]): string {
  return blocks.length === 0 ? '' : `${heading}${blocks.join('\n\n')}\n\n`;
}

/** One that is too large for what is left gives way to those behind it. */
function chooseTexts(read: readonly RankedFile[], input: MapInput, bytesMax: number, shown: Map<string, Shown>) {
  const whole: string[] = [];
  const parts: string[] = [];
  let left = bytesMax - utf8Bytes(WHOLE_HEADING) - utf8Bytes(PARTS_HEADING);
  const take = (blocks: string[], path: string, how: Shown, block: string) => {
    const bytes = utf8Bytes(block) + 2;
    if (bytes > left) return;
    left -= bytes;
    blocks.push(block);
    shown.set(path, how);
  };
  for (const { path, score } of read) {
    const text = input.texts.get(path);
    if (text === undefined || text === '' || !isReadable(text)) continue;
    const block = dataBlock('file', `${shownPath(path)}\n${text}`);
    const wholeMax = score >= NAMED_SCORE_MIN ? NAMED_WHOLE_BYTES_MAX : WHOLE_BYTES_MAX;
    if (utf8Bytes(text) <= Math.min(wholeMax, left)) take(whole, path, 'whole', block);
    if (shown.has(path) || parts.length === PARTS_FILES_MAX) continue;
    const room = Math.min(PARTS_BYTES_MAX, left) - utf8Bytes(dataBlock('parts', shownPath(path))) - 2;
    const outline = input.outlines.get(path);
    const excerpt = outline && room >= PARTS_BYTES_MIN ? excerptOf(text, outline, input.task, room) : null;
    if (excerpt !== null) take(parts, path, 'parts', dataBlock('parts', `${shownPath(path)}\n${excerpt}`));
  }
  return { whole, parts };
}

/** Of files of which parts are shown too: their outline says what else is there. */
function outlinesOf(
  worth: readonly RankedFile[],
  { outlines }: MapInput,
  bytesMax: number,
  shown: Map<string, Shown>,
): string {
  let left = bytesMax - utf8Bytes(OUTLINES_HEADING) - utf8Bytes(dataBlock('outline', '')) - 2;
  const chosen: string[] = [];
  for (const { path } of worth) {
    const { definitions = [] } = outlines.get(path) ?? {};
    if (shown.get(path) === 'whole' || definitions.length === 0) continue;
    const lines = definitions.slice(0, OUTLINE_LINES_MAX).map(({ line, signature }) => `  ${line}: ${signature}`);
    const more = definitions.length - lines.length;
    const text = [shownPath(path), ...lines, ...(more > 0 ? [`  ... and ${more} more`] : [])].join('\n');
    const bytes = utf8Bytes(text) + 1;
    if (bytes > left) continue;
    left -= bytes;
    chosen.push(text);
    if (!shown.has(path)) shown.set(path, 'outline');
  }
  return chosen.length === 0 ? '' : dataBlock('outline', chosen.join('\n'));
}

function isReadable(text: string): boolean {
  return text.length <= SHORT_CHARS || text.length / text.split('\n').length <= LINE_CHARS_MAX;
}
