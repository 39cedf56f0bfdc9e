import { expect, test } from '@jest/globals';
import { longestIdleMs } from '../../../bench/recovery/idle-stretches.js';

const BETWEEN = { fromMs: 100, toMs: 200 };

test.each([
  ['nothing at all', [], 100],
  ['work all the time', [{ fromMs: 0, toMs: 300 }], 0],
  ['work that began before and ends within', [{ fromMs: 0, toMs: 140 }], 60],
  ['single events', [130, 150, 190].map((at) => ({ fromMs: at, toMs: at })), 40],
  [
    'work that holds others, in any order',
    [
      { fromMs: 150, toMs: 155 },
      { fromMs: 110, toMs: 180 },
    ],
    20,
  ],
  [
    'only what came before and after',
    [
      { fromMs: 1, toMs: 90 },
      { fromMs: 250, toMs: 260 },
    ],
    100,
  ],
])('of %s, the longest stretch in which nothing was done is found', (_what, work, idleMs) => {
  expect(longestIdleMs(work, BETWEEN)).toBe(idleMs);
});
