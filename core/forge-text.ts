// Text of models, tests and people, made fit to stand in what we write on a forge: it calls nobody, refers to and closes
// no issue, hides nothing, has the forge fetch nothing, passes for no mark of ours and breaks nothing around it. What is changed is changed by a
// character that nobody sees: GitHub reads the text as it is rendered, so that entities have to be broken as well.

const UNSEEN = '\u200b';
const MENTION = /@\u200b*/g;
const REFERENCE = /#\u200b*(?=\d)/g;
const SHORT_REFERENCE = /\b(GH-)\u200b*(?=\d)/gi;
/** The forge itself fetches a picture, from anywhere, and tells that place what stands in its address. */
const PICTURE = /!\u200b*(?=\[)/g;
const COMMENT = /<\u200b*!/g;
const ENTITY = /&\u200b*(?=#?[0-9a-z]+;)/gi;
/** Of an issue by its address; one by its number is broken already. */
const CLOSING = /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)\u200b*(?=[^\p{L}\d][\s\S]{0,300}?\/(?:issues|pull)\/\d)/giu;
const TAG = /<\u200b*(?=[a-z/?])/gi;
const MARKUP = /[\\`*_[\]<>|~$]/g;
/** What makes a heading, a quotation or a list at the beginning of a line. */
const LINE_MARKUP = /^(?:([#>+=-])|(\d+)(?=[.)]))/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const BACKTICKS = /`+/g;

/** Markdown of any length that calls nobody, refers to nothing, hides nothing and has nothing fetched. */
export function quiet(text: string): string {
  return text
    .replace(MENTION, `@${UNSEEN}`)
    .replace(REFERENCE, `#${UNSEEN}`)
    .replace(SHORT_REFERENCE, `$1${UNSEEN}`)
    .replace(COMMENT, `<${UNSEEN}!`)
    .replace(PICTURE, `!${UNSEEN}`)
    .replace(ENTITY, `&${UNSEEN}`)
    .replace(CLOSING, `$1${UNSEEN}`);
}

/** Somebody else's Markdown: quiet, without HTML, and with its code ended before ours goes on. */
export function foreignMarkdown(text: string): string {
  const safe = quiet(text).replace(TAG, `<${UNSEEN}`).trimEnd();
  const open = openFence(safe);
  return open === null ? safe : `${safe}\n${open}`;
}

/** One line that shows the text as it is, also in a table. */
export function plainLine(text: string): string {
  const line = quiet(oneLine(text)).replace(MARKUP, '\\$&');
  return line.replace(LINE_MARKUP, (_all, sign?: string, digits?: string) => (sign ? `\\${sign}` : `${digits}\\`));
}

/** One line without markup, as titles are. */
export function titleLine(text: string, charsMax: number): string {
  return shortened(quiet(oneLine(text)), charsMax);
}

/** The text as code in a line. Quiet as well: a squashed merge makes a commit's message of all this, where code is text. */
export function codeSpan(text: string): string {
  const line = quiet(oneLine(text));
  if (line === '') return '';
  const marks = '`'.repeat(longestRun(line) + 1);
  return line.startsWith('`') || line.endsWith('`') ? `${marks} ${line} ${marks}` : `${marks}${line}${marks}`;
}

/** The same in a table. */
export function codeCell(text: string): string {
  return codeSpan(text.replaceAll('|', '\\|'));
}

/** Code for people to copy, as it is: for what is ours or the operator's. */
export function codeBlock(text: string, language = ''): string {
  const marks = '`'.repeat(Math.max(2, longestRun(text)) + 1);
  return `${marks}${language}\n${text.trimEnd()}\n${marks}`;
}

/** At most so many characters, with a sign where it was cut. No character is split. */
export function shortened(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const cut = text.slice(0, charsMax - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(BACKTICKS), ([run]) => run.length));
}

/** What ends the block of code that the text leaves open; null where it leaves none. */
function openFence(text: string): string | null {
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const marks = FENCE.exec(line)?.[1];
    if (marks === undefined) continue;
    if (open === null) open = marks;
    else if (marks.startsWith(open) && line.trim() === marks) open = null;
  }
  return open;
}
