// Markdown within a line: code, emphasis, links, mentions and references. Everything else is text.
import { type Html, plain } from './html.js';

const ADDRESS = /^(https?:\/\/|mailto:|\/|#)/i;

/** `base`: of the repository, which `#12` is looked up in. */
export function inline(text: string, base: string): Html {
  // Code first: nothing in it means anything.
  const parts = text.split(/(`+)([^`]|[^`].*?[^`])\1(?!`)/);
  let html = '';
  for (let index = 0; index < parts.length; index += 3) {
    html += styled(parts[index] ?? '', base);
    const code = parts[index + 2];
    if (code !== undefined) html += `<code>${plain(code.trim())}</code>`;
  }
  return html;
}

/** Links are set aside while the rest is styled, so that nothing is done to their addresses. */
function styled(text: string, base: string): Html {
  const aside: Html[] = [];
  const keep = (html: Html): string => `\uE000${aside.push(html) - 1}\uE000`;
  const link = (address: string, words: Html): string =>
    ADDRESS.test(address) ? keep(`<a href="${plain(address)}">${words}</a>`) : words;
  const html = plain(text.replaceAll('\uE000', ''))
    .replace(/&lt;(\/?)(sub|sup|kbd|br)( ?\/)?&gt;/g, (_, end: string, name: string) => keep(`<${end}${name}>`))
    .replace(/\\([!-/:-@[-`{-~])/g, (_, sign: string) => keep(plain(sign)))
    .replace(/!?\[([^\]]*)\]\(([^)\s]+)\)/g, (_, words: string, address: string) =>
      link(unescaped(address), emphasis(words)),
    )
    .replace(/&lt;(https?:\/\/[^\s&]+)&gt;/g, (_, address: string) => link(unescaped(address), address))
    .replace(
      /(^|[\s(])(https?:\/\/[^\s<)]+[^\s<).,;:])/g,
      (_, before: string, address: string) => before + link(unescaped(address), address),
    )
    .replace(
      /(^|[\s(])#(\d+)\b/g,
      (_, before: string, number: string) => `${before}${link(`${base}/issues/${number}`, `#${number}`)}`,
    )
    .replace(/(^|[\s(])@([A-Za-z\d][\w-]*)/g, '$1<b>@$2</b>');
  const put = (marked: Html): Html =>
    marked.replace(/\uE000(\d+)\uE000/g, (_, index: string) => put(aside[Number(index)] ?? ''));
  return put(emphasis(html));
}

function emphasis(html: Html): Html {
  return html
    .replace(/\*\*(\S(?:.*?\S)?)\*\*/g, '<strong>$1</strong>')
    .replace(/(^|[^\w*])\*(\S(?:[^*]*?\S)?)\*(?!\w)/g, '$1<em>$2</em>')
    .replace(/(^|[^\w])_(\S(?:[^_]*?\S)?)_(?!\w)/g, '$1<em>$2</em>')
    .replace(/~~(\S(?:.*?\S)?)~~/g, '<del>$1</del>');
}

function unescaped(html: Html): string {
  return html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
