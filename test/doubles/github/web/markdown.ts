// Markdown as comments and pull requests have it: headings, lists with check boxes, tables, code, quotes, folded
// details. Hidden comments are left out, and every other piece of HTML is shown as the text that it is.
import { type Html, plain } from './html.js';
import { inline } from './inline.js';

export function markdown(text: string, base: string): Html {
  return `<div class="markdown">${blocks(withoutHidden(text.replaceAll('\r\n', '\n')).split('\n'), base)}</div>`;
}

/** Fenced code keeps what looks like a hidden comment. */
function withoutHidden(text: string): string {
  const parts = text.split(/^(```[\s\S]*?^```[^\S\n]*$)/m);
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replace(/<!--[\s\S]*?(-->|$)/g, ''))).join('');
}

interface Taken {
  html: Html;
  /** How many lines it took. */
  lines: number;
}
type Block = (lines: string[], base: string) => Taken | null;

const BLOCKS: Block[] = [fence, heading, rule, quote, details, table, list];

function blocks(lines: string[], base: string): Html {
  let html = '';
  let paragraph: string[] = [];
  const end = (): void => {
    if (paragraph.length > 0) html += `<p>${paragraph.map((line) => inline(line.trim(), base)).join('<br>')}</p>\n`;
    paragraph = [];
  };
  for (let at = 0; at < lines.length; ) {
    const rest = lines.slice(at);
    const taken = rest[0]?.trim() === '' ? { html: '', lines: 1 } : firstOf(rest, base);
    if (taken) {
      end();
      html += taken.html;
      at += taken.lines;
    } else {
      paragraph.push(rest[0] ?? '');
      at += 1;
    }
  }
  end();
  return html;
}

function firstOf(lines: string[], base: string): Taken | null {
  for (const block of BLOCKS) {
    const taken = block(lines, base);
    if (taken) return taken;
  }
  return null;
}

function fence(lines: string[]): Taken | null {
  const mark = /^ {0,3}(`{3,}|~{3,})/.exec(lines[0] ?? '')?.[1];
  if (!mark) return null;
  const close = lines.findIndex((line, index) => index > 0 && line.trim().startsWith(mark));
  const end = close < 0 ? lines.length : close;
  return { html: `<pre><code>${plain(lines.slice(1, end).join('\n'))}\n</code></pre>\n`, lines: end + 1 };
}

function heading(lines: string[], base: string): Taken | null {
  const [, marks, words] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines[0] ?? '') ?? [];
  if (!marks) return null;
  return { html: `<h${marks.length}>${inline(words ?? '', base)}</h${marks.length}>\n`, lines: 1 };
}

function rule(lines: string[]): Taken | null {
  return /^ {0,3}([-*_])( *\1){2,} *$/.test(lines[0] ?? '') ? { html: '<hr>\n', lines: 1 } : null;
}

function quote(lines: string[], base: string): Taken | null {
  const inside = untilNot(lines, (line) => /^ {0,3}>/.test(line));
  if (inside.length === 0) return null;
  const words = inside.map((line) => line.replace(/^ {0,3}> ?/, ''));
  return { html: `<blockquote>${blocks(words, base)}</blockquote>\n`, lines: inside.length };
}

/** The one piece of HTML that is one, with its summary. */
function details(lines: string[], base: string): Taken | null {
  const [, open = '', rest = ''] = /^\s*<details( open)?>(.*)$/.exec(lines[0] ?? '') ?? [];
  if (!/^\s*<details/.test(lines[0] ?? '')) return null;
  let depth = 0;
  const end = lines.findIndex((line) => {
    depth += (line.match(/<details/g)?.length ?? 0) - (line.match(/<\/details>/g)?.length ?? 0);
    return depth === 0;
  });
  if (end < 0) return null;
  const inside = [rest, ...lines.slice(1, end + 1)].join('\n').replace(/<\/details>(?![\s\S]*<\/details>)/, '');
  const summary = /<summary>([\s\S]*?)<\/summary>/.exec(inside);
  const words = summary ? inside.replace(summary[0], '') : inside;
  const shown = `<summary>${inline(summary?.[1]?.trim() ?? 'Details', base)}</summary>`;
  return { html: `<details${open}>${shown}${blocks(words.split('\n'), base)}</details>\n`, lines: end + 1 };
}

function table(lines: string[], base: string): Taken | null {
  const marks = lines[1] ?? '';
  if (!lines[0]?.includes('|') || !/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(marks)) return null;
  const rows = untilNot(lines, (line) => line.includes('|') && line.trim() !== '');
  const sides = cells(marks).map((mark) => (/^:-+:$/.test(mark) ? 'center' : mark.endsWith(':') ? 'right' : 'left'));
  const row = (line: string, tag: string): Html => {
    const columns = cells(line).map((cell, index) => {
      return `<${tag} style="text-align:${sides[index] ?? 'left'}">${inline(cell, base)}</${tag}>`;
    });
    return `<tr>${columns.join('')}</tr>`;
  };
  const [head = '', , ...body] = rows;
  const html = `<table><thead>${row(head, 'th')}</thead><tbody>${body.map((line) => row(line, 'td')).join('')}</tbody></table>\n`;
  return { html, lines: rows.length };
}

/** A bar with a backslash before it stands in a cell. */
function cells(line: string): string[] {
  const inside = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inside.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;

function list(lines: string[], base: string): Taken | null {
  const first = ITEM.exec(lines[0] ?? '');
  if (!first) return null;
  const indent = first[1]?.length ?? 0;
  const ordered = /\d/.test(first[2] ?? '');
  const items: string[][] = [];
  let at = 0;
  for (const line of lines) {
    const item = ITEM.exec(line);
    const deeper = line.search(/\S/) > indent;
    const blankInside = line.trim() === '' && (lines[at + 1]?.search(/\S/) ?? -1) > indent;
    if (item && item[1]?.length === indent && /\d/.test(item[2] ?? '') === ordered) items.push([item[3] ?? '']);
    else if (deeper || blankInside) items.at(-1)?.push(line);
    else break;
    at += 1;
  }
  const tag = ordered ? 'ol' : 'ul';
  return { html: `<${tag}>${items.map((item) => listItem(item, base)).join('')}</${tag}>\n`, lines: at };
}

function listItem([first = '', ...more]: string[], base: string): Html {
  const [, mark, words] = /^\[([ xX])\]\s+(.*)$/.exec(first) ?? [];
  const box = mark === undefined ? '' : `<input type="checkbox" disabled${mark === ' ' ? '' : ' checked'}> `;
  const left = Math.min(...more.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)), 8);
  const inside = blocks(
    more.map((line) => line.slice(left)),
    base,
  );
  return `<li${box ? ' class="task"' : ''}>${box}${inline(words ?? first, base)}${inside}</li>`;
}

function untilNot(lines: string[], belongs: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !belongs(line));
  return end < 0 ? lines : lines.slice(0, end);
}
