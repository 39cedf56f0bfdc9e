// Pieces of HTML that all pages are made of. Text becomes HTML here and nowhere else.
import type { User } from '../model.js';
import { STYLE } from './style.js';

/** Text that is HTML already. */
export type Html = string;

export function plain(text: string): Html {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

export function page(title: string, path: { text: string; href: string }[], body: Html): Html {
  const crumbs = path.map(({ text, href }) => `<a href="${plain(href)}">${plain(text)}</a>`).join('<span>/</span>');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${plain(title)}</title>
<style>${STYLE}</style></head>
<body><header class="top"><b>GitHub double</b><nav>${crumbs}</nav></header><main>${body}</main></body>
</html>
`;
}

export function avatar(user: User): Html {
  return `<img class="avatar" alt="" src="/avatars/${encodeURIComponent(user.login)}">`;
}

/** A circle in a colour of the name, with its first letter. */
export function avatarImage(login: string): string {
  const hue = [...login].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
  const letter = plain(login.slice(0, 1).toUpperCase());
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="20" fill="hsl(${hue} 45% 45%)"/><text x="20" y="27" font-family="sans-serif" font-size="20" fill="#fff" text-anchor="middle">${letter}</text></svg>`;
}

export function who(user: User): Html {
  const bot = user.type === 'Bot' ? ' <span class="pill">bot</span>' : '';
  return `<b>${plain(user.login.replace('[bot]', ''))}</b>${bot}`;
}

export function when(ms: number): Html {
  const text = new Date(ms).toISOString();
  return `<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 16)}</time>`;
}
