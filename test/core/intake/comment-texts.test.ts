import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  approveCommand,
  cannotStart,
  changedText,
  echoText,
  helpText,
  refusalOfCommand,
  refusalOfLabel,
} from '../../../core/intake/comment-texts.js';
import { issueText, saysSomething } from '../../../core/intake/issue-text.js';
import { parseComment } from '../../../core/intake/parse-command.js';
import { visibleText } from '../../../core/intake/visible-text.js';

const SHA256 = '0123456789abcdef'.repeat(4);
const words = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '```',
      '~~~',
      '`',
      '\n',
      '@ann ',
      '#1 ',
      '<!--',
      '-->',
      '\n/nightshift cancel\n',
      '\u202e',
      '\u200b',
      '> ',
    ),
  ),
  { maxLength: 25 },
);
const text = words.map((parts) => parts.join(''));

/** The lines of a comment that stand outside of fenced blocks. */
function outsideOfFences(comment: string): string[] {
  const outside: string[] = [];
  let fence: string | null = null;
  for (const line of comment.split('\n')) {
    const marks = /^(`{3,})/.exec(line)?.[1] ?? null;
    if (fence === null && marks) fence = marks;
    else if (fence === null) outside.push(line);
    else if (marks && marks.length >= fence.length && line.trim() === marks) fence = null;
  }
  expect(fence).toBeNull();
  return outside;
}

describe('what others wrote, in what we write', () => {
  test('stays in its block: an echo has the same lines around it whatever is echoed', () => {
    const calm = outsideOfFences(echoText('mallory', { title: 'Wish', body: 'Do it.' }, SHA256));
    fc.assert(
      fc.property(text, text, (title, body) => {
        const lines = outsideOfFences(echoText('mallory', { title: title.replace(/\s/g, ' '), body }, SHA256));
        const unseen = / \d+ characters that a page does not show stand in it as ⟨U\+…⟩\./;
        expect(lines.map((line) => line.replace(unseen, ''))).toEqual(calm);
      }),
    );
  });

  test('stays in its block: a difference, too', () => {
    const calm = outsideOfFences(changedText('+ a', SHA256));
    fc.assert(
      fc.property(text, (patch) => {
        expect(outsideOfFences(changedText(patch, SHA256))).toEqual(calm);
      }),
    );
  });

  test('is never taken for a command', () => {
    fc.assert(
      fc.property(text, text, (title, body) => {
        for (const said of [
          echoText('x', { title, body }, SHA256),
          changedText(body, SHA256),
          helpText('it is wrong'),
        ]) {
          expect(parseComment(said)).toEqual({ kind: 'none' });
        }
      }),
    );
  });

  test('calls nobody, in names and problems either', () => {
    for (const said of [
      refusalOfCommand('mallory'),
      refusalOfLabel('mallory', '@all'),
      cannotStart('@all, see #5', '/nightshift run'),
    ]) {
      expect(said.replace(/`[^`]*`/g, '')).not.toMatch(/@\w|#\d/);
    }
  });
});

test('the command that is shown approves the text that is shown', () => {
  expect(parseComment(approveCommand(SHA256))).toEqual({
    kind: 'command',
    command: { kind: 'approve', hash: SHA256.slice(0, 40) },
    more: false,
  });
});

describe('what a page does not show', () => {
  test.each([
    ['\u202eabc', '⟨U+202E⟩abc'],
    ['a\u200bb', 'a⟨U+200B⟩b'],
    ['a\u00adb', 'a⟨U+00AD⟩b'],
    ['a\u{e0041}b', 'a⟨U+E0041⟩b'],
    ['a\ufe01b', 'a⟨U+FE01⟩b'],
    ['a\u3164b', 'a⟨U+3164⟩b'],
    ['a\u0000\u001bb', 'a⟨U+0000⟩⟨U+001B⟩b'],
    ['tab\tand\nline <!-- seen -->', 'tab\tand\nline <!-- seen -->'],
    ['Žluťoučký 漢字 👍', 'Žluťoučký 漢字 👍'],
  ])('%j is shown as %j', (hidden, shown) => {
    expect(visibleText(hidden)).toBe(shown);
  });

  test('is not in any text that was made visible', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (hidden) => {
        expect(visibleText(hidden)).not.toMatch(/[\p{Cf}\p{Co}\p{Cs}\p{Variation_Selector}]/u);
        expect(visibleText(visibleText(hidden))).toBe(visibleText(hidden));
      }),
    );
  });
});

test('an issue says something or nothing', () => {
  expect(issueText({ title: 'A', body: 'b\r\nc\rd' })).toBe('A\n\nb\nc\nd');
  for (const body of ['', ' \n', '<!-- say what -->', '<!-- never closed', '---', '\u200b'])
    expect(saysSomething(body)).toBe(false);
  for (const body of ['x', '漢', '<!-- a -->5<!-- b -->']) expect(saysSomething(body)).toBe(true);
});
