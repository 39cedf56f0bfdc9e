import { expect, test } from '@jest/globals';
import { replaceText } from '../../../activities/sandbox/replace-text.js';

function replace(text: string, oldText: string, newText: string) {
  return replaceText('a.js', text, { oldText, newText });
}

test('the one occurrence is replaced, and dollar signs mean nothing', () => {
  expect(replace('a b c', 'b', '$& $1')).toEqual({ ok: true, text: 'a $& $1 c' });
});

test('a text that occurs more than once is refused with the lines where it stands', () => {
  expect(replace('x\ny\nx\n', 'x', 'z')).toEqual({
    ok: false,
    problem: 'oldText occurs 2 times in a.js (lines 1, 3); add lines around it',
  });
});

test('overlapping occurrences count', () => {
  expect(replace('aaa', 'aa', 'b')).toMatchObject({ ok: false });
});

test('a text that differs in white space is refused with the line that looks alike', () => {
  expect(replace('one\n    two\nthree\n', '\ttwo\nthree', 'x')).toEqual({
    ok: false,
    problem:
      'oldText does not occur in a.js; it must match exactly, white space included; ' +
      'its first line, but for white space, stands in line 2',
  });
});

test('a file with carriage returns is edited by one who cannot see them, and keeps them', () => {
  expect(replace('a\r\nb\r\nc\r\n', 'a\nb\n', 'a\nB\n')).toEqual({ ok: true, text: 'a\r\nB\r\nc\r\n' });
});

test('an empty file may be filled, a full one is not overwritten', () => {
  expect(replace('', '', 'new')).toEqual({ ok: true, text: 'new' });
  expect(replace('old', '', 'new')).toMatchObject({ ok: false });
});

test('a change that changes nothing is refused', () => {
  expect(replace('a', 'a', 'a')).toMatchObject({ ok: false });
});

test.each(['[secret removed]', '[secret removed: github/GITHUB_TOKEN]'])(
  'a text with %s in it is refused, since it would take the place of what is not shown',
  (mark) => {
    const problem = `a.js does not hold ${mark}: it stands for a value that is not shown; leave that part out of oldText and newText`;
    expect(replace("a = 'real';\nb\n", `a = '${mark}';`, 'a = 1;')).toEqual({ ok: false, problem });
    expect(replace("a = 'real';\nb\n", 'b', `b = '${mark}'`)).toEqual({ ok: false, problem });
  },
);

test('a file that holds such a mark itself is edited like any other', () => {
  expect(replace('x [secret removed] y', 'x [secret removed]', '[secret removed]')).toMatchObject({ ok: true });
});
