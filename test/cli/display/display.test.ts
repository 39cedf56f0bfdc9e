import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import pc from 'picocolors';
import { changeLines } from '../../../cli/display/change-lines.js';
import { renderStatus } from '../../../cli/display/render-status.js';
import { renderTable } from '../../../cli/display/render-table.js';
import { aStatus, aTry, aVerdict, STARTED_AT_MS } from '../status-fixture.js';

const BUSY = aStatus({
  doing: 'repairing 1 by anthropic/claude-haiku-4-5: npm test',
  tasks: [
    { id: 'parser', title: 'Parse the words', state: 'passed' },
    { id: 'cli', title: 'Print them', state: 'working' },
    { id: 'docs', title: 'Describe them', state: 'waiting' },
  ],
  candidates: [
    aTry({ verdict: aVerdict() }),
    aTry({
      key: 'add-a-slug.1/whole/2-repair-1',
      move: 'repair',
      verdict: aVerdict({ passed: true, reason: 'passed', score: 1 }),
    }),
    aTry({ key: 'add-a-slug.1/whole/3', end: 'turnLimit', turns: 1 }),
  ],
  spentMicroUsd: 70_200,
  reservedMicroUsd: 150_000,
});

function view(width: number, colors = pc.createColors(false)) {
  return { width, nowMs: STARTED_AT_MS + 125_900, colors };
}

describe('the live table', () => {
  test('shows stage, tasks, tries, scores, dollars and time', () => {
    expect(renderStatus(BUSY, view(100)).join('\n')).toMatchInlineSnapshot(`
"Add a slug function
generate: repairing 1 by anthropic/claude-haiku-4-5: npm test
$0.0702 of $5.00, $0.15 reserved · 2 min 5 s

  ✓  Parse the words
  ▸  Print them
  ·  Describe them

  whole/1           anthropic/claude-haiku…  acceptance failed  0.50  12 turns  $0.0234  1 min 5 s
  whole/2-repair-1  anthropic/claude-haiku…  passed             1.00  12 turns  $0.0234  1 min 5 s
  whole/3           anthropic/claude-haiku…  turnLimit                1 turn    $0.0234  1 min 5 s"
`);
  });

  test('of a run that has just begun is three lines', () => {
    expect(renderStatus(aStatus({ stage: 'prepare', doing: 'starting' }), view(80)).join('\n')).toMatchInlineSnapshot(`
"Add a slug function
prepare: starting
$0.00 of $5.00 · 2 min 5 s"
`);
  });

  test.each([24, 40, 60, 79, 200])('has no line wider than a terminal of %d columns', (width) => {
    for (const line of renderStatus(BUSY, view(width))) expect(line.length).toBeLessThanOrEqual(width);
  });

  test('says what it waits for', () => {
    expect(renderStatus(aStatus({ paused: 'budget' }), view(100))[1]).toContain('generate, paused on budget: ');
    expect(renderStatus(aStatus({ paused: 'user' }), view(100))[1]).toContain('generate, paused: ');
    const said = aStatus({ paused: 'user', doing: 'paused; resume to go on' });
    expect(renderStatus(said, view(100))[1]).toBe('generate: paused; resume to go on');
  });

  test('keeps the newest tries when there are many', () => {
    const candidates = Array.from({ length: 30 }, (_, index) => aTry({ key: `run/whole/${index + 1}` }));
    const lines = renderStatus(aStatus({ candidates }), view(100));
    expect(lines).toContain('  18 earlier');
    expect(lines.at(-1)).toContain('whole/30');
    expect(lines).toHaveLength(17);
  });

  test('lets no title or model text move the cursor or set a color', () => {
    const hostile = 'a\u001b[2Jb\u001b]8;;http://x\u0007c\r\nd\u009b31me';
    const status = aStatus({ title: hostile, doing: hostile, candidates: [aTry({ generator: hostile })] });
    for (const line of renderStatus(status, view(300))) {
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  });

  test('says the same with and without colors', () => {
    const colored = renderStatus(BUSY, view(100, pc.createColors(true)));
    expect(colored.join('\n')).not.toBe(renderStatus(BUSY, view(100)).join('\n'));
    expect(colored.map(stripVTControlCharacters)).toEqual(renderStatus(BUSY, view(100)));
  });
});

describe('plain lines', () => {
  const withoutClock = (lines: string[]) => lines.map((line) => line.replace(/^\d\d:\d\d:\d\d /, ''));

  test('say each change once', () => {
    const working = aStatus();
    expect(withoutClock(changeLines(null, working, 0))).toEqual([
      'generate: try 1 of task whole by anthropic/claude-haiku-4-5 ($0.00 of $5.00)',
    ]);
    expect(changeLines(working, aStatus(), 0)).toEqual([]);
    const tried = aStatus({ candidates: [aTry()] });
    expect(changeLines(working, tried, 0)).toEqual([]);
    const cut = aStatus({ candidates: [aTry({ end: 'turnLimit', note: 'After 12 turns.' })] });
    expect(withoutClock(changeLines(working, cut, 0))).toEqual([
      'try whole/1 by anthropic/claude-haiku-4-5: turnLimit, $0.0234: After 12 turns.',
    ]);
    const judged = aStatus({ candidates: [aTry({ verdict: aVerdict() })] });
    expect(withoutClock(changeLines(tried, judged, 0))).toEqual([
      'try whole/1 by anthropic/claude-haiku-4-5: acceptance failed, score 0.50, $0.0234: slug: keeps digits',
    ]);
    expect(withoutClock(changeLines(judged, { ...judged, budgetMicroUsd: 9_000_000 }, 0))).toEqual([
      'budget is now $9.00',
    ]);
  });

  test('begin with the time of day', () => {
    expect(changeLines(null, aStatus(), STARTED_AT_MS)[0]).toMatch(/^\d\d:\d\d:\d\d generate: /);
  });
});

test('a table gives its widest column away first', () => {
  const rows = [
    ['a', 'x'.repeat(50), '1'],
    ['bb', 'y', '22'],
  ];
  const lines = renderTable(rows, 30);
  expect(lines[0]).toMatch(/^a {3}x+… {2}1$/);
  expect(lines.map((line) => line.length).every((length) => length <= 30)).toBe(true);
});
