import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_WISHES } from '../../../core/intake/command.js';
import { type ParsedComment, parseComment } from '../../../core/intake/parse-command.js';

const HASH = '0123456789'.repeat(4);

function commandOf(text: string) {
  const parsed = parseComment(text);
  return parsed.kind === 'command' ? parsed.command : parsed;
}

function problemOf(text: string): string {
  const parsed = parseComment(text);
  return parsed.kind === 'malformed' ? parsed.problem : `not malformed: ${JSON.stringify(parsed)}`;
}

describe('a command', () => {
  test.each([
    ['/nightshift status', { kind: 'status' }],
    ['/nightshift pause', { kind: 'pause' }],
    ['/nightshift resume', { kind: 'resume' }],
    ['/nightshift cancel', { kind: 'cancel' }],
    ['/nightshift explain', { kind: 'explain' }],
    ['/nightshift retry', { kind: 'retry', budgetMicroUsd: null }],
    ['/nightshift retry budget $2.50', { kind: 'retry', budgetMicroUsd: 2_500_000 }],
    ['/nightshift budget 7', { kind: 'budget', microUsd: 7_000_000 }],
    ['/nightshift approve', { kind: 'approve', hash: null }],
    [`/nightshift approve ${HASH.toUpperCase()}`, { kind: 'approve', hash: HASH }],
    ['/nightshift run', { kind: 'run', ...NO_WISHES }],
    [
      '/nightshift run optimize speed by 3h budget $5',
      {
        kind: 'run',
        budgetMicroUsd: 5_000_000,
        deadline: { kind: 'after', ms: 10_800_000 },
        optimize: 'speed',
      },
    ],
    ['  /NightShift   STATUS  ', { kind: 'status' }],
    ['Thanks!\r\n\r\n/nightshift pause\r\nback on Monday', { kind: 'pause' }],
    ['> what he said\n/nightshift status', { kind: 'status' }],
    ['```\ncode\n```\n/nightshift status', { kind: 'status' }],
    ['`<!--` opens a comment\n/nightshift status', { kind: 'status' }],
    ['a <!-- b --> c\n/nightshift status', { kind: 'status' }],
  ])('%j is read', (text, command) => {
    expect(commandOf(text)).toEqual(command);
  });

  test.each([
    '',
    'please /nightshift run',
    '- /nightshift run',
    '/nightshifts run',
    '/nightshift-run',
    '> /nightshift run',
    '>/nightshift run',
    '    /nightshift run',
    '\t/nightshift run',
    '```\n/nightshift run\n```',
    '```\n/nightshift run',
    '~~~~\n~~~\n/nightshift run\n~~~~',
    '<!--\n/nightshift run\n-->',
    '<!--\n/nightshift run',
    'hello <!-- \n/nightshift run\n-->',
    '- ```\n  /nightshift run\n  ```',
    '12. ~~~ text\n    ```\n/nightshift run\n    ~~~',
    '```\n      ```\n/nightshift run\n```',
    '<pre>\n/nightshift run\n</pre>',
    '<blockquote>he said:\n\n/nightshift run\n</blockquote>',
    '<PRE lang="x"\n/nightshift run',
  ])('%j holds none', (text) => {
    expect(parseComment(text)).toEqual({ kind: 'none' });
  });

  test('is the first one, and says so when there are more', () => {
    expect(parseComment('/nightshift pause\n/nightshift resume')).toEqual({
      kind: 'command',
      command: { kind: 'pause' },
      more: true,
    });
  });
});

describe('what is wrong with a command is named', () => {
  test.each([
    ['/nightshift', 'no command behind'],
    ['/nightshift fly', '`fly` is no command'],
    ['/nightshift constructor', '`constructor` is no command'],
    ['/nightshift pause now', '`now` means nothing behind `/nightshift pause`'],
    ['/nightshift budget', 'no amount behind `budget`'],
    ['/nightshift budget five', '`five` is no amount'],
    ['/nightshift budget $5 $6', '`$6` means nothing'],
    ['/nightshift run budget', 'no amount behind `budget`'],
    ['/nightshift run budget $5 budget $6', '`budget` is said twice'],
    ['/nightshift run by', 'no time behind `by`'],
    ['/nightshift run by noon', '`noon` is no time'],
    ['/nightshift run by 2026-02-31T06:00Z', 'is no time'],
    ['/nightshift run optimize beauty', 'behind `optimize` stands'],
    ['/nightshift retry by 3h', '`by` means nothing'],
    ['/nightshift approve xyz', '`xyz` is no hash'],
    ['/nightshift approve 0123456789abcdef', 'too short'],
  ])('%j', (text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });
});

describe('what stands around a command does not hide it', () => {
  test.each([
    '```\nlog\n```\n/nightshift run',
    '- ```\n  log\n  ```\n\n/nightshift run',
    '<pre>log</pre>\n/nightshift run',
    '<code>x</code> is wrong, and `<pre>`.\n/nightshift run',
    '<prefix>\n/nightshift run',
    'a <!-- b\n/nightshift run',
  ])('%j', (text) => {
    expect(parseComment(text)).toMatchObject({ kind: 'command', command: { kind: 'run' } });
  });
});

describe('whatever is written', () => {
  // Anybody may comment, and comments are read before it is asked who wrote them.
  test.each([
    ['comments that are hidden by nothing', 'a<!--\n'.repeat(10_900)],
    ['comments that end', 'a<!--\n-->\n'.repeat(6_500)],
    ['comments that end but for the last', `${'a<!--\n-->\n'.repeat(3_000)}${'a<!--\n'.repeat(5_400)}`],
    ['fences', '```\n~\n```\n'.repeat(6_500)],
    ['tags', '<pre>\n</pre>\n'.repeat(5_000)],
    ['tags that never end', '<pre>x</pre><pre\n'.repeat(3_800)],
    ['marks', '`'.repeat(65_536)],
    ['marks apart', 'a`'.repeat(32_768)],
    ['lists', `${'- '.repeat(32_760)}x`],
  ])('takes no time to read: %s', (_what, text) => {
    const startMs = performance.now();
    expect(parseComment(text)).toEqual({ kind: 'none' });
    expect(performance.now() - startMs).toBeLessThan(200);
  });

  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '/nightshift',
      ' run',
      ' budget',
      ' $5',
      ' by',
      ' 06:00',
      '\n',
      '\r',
      '```',
      '~~~',
      '> ',
      '<!--',
      '-->',
      '`',
      ' @ann',
    ),
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  test('is read without an error, and what is said about it can neither mention anybody nor leave its code span', () => {
    fc.assert(
      fc.property(text, (written) => {
        const parsed: ParsedComment = parseComment(written);
        if (parsed.kind !== 'malformed') return;
        const outside = parsed.problem.split('`').filter((_, at) => at % 2 === 0);
        expect(outside.join('')).not.toMatch(/[@<>#]/);
        expect(parsed.problem.split('`').length % 2).toBe(1);
      }),
      { numRuns: 1_000 },
    );
  });

  test('as a quote or as code it is no command', () => {
    fc.assert(
      fc.property(text, (written) => {
        const lines = written.split(/\r\n|\r|\n/);
        expect(parseComment(lines.map((line) => `> ${line}`).join('\n'))).toEqual({ kind: 'none' });
        const fenced = ['~'.repeat(40), ...lines, '~'.repeat(40)].join('\n');
        expect(parseComment(fenced)).toEqual({ kind: 'none' });
      }),
    );
  });
});
