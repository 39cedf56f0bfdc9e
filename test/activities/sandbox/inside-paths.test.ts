import { expect, test } from '@jest/globals';
import { toHostPaths } from '../../../activities/sandbox/inside-paths.js';

const PAIRS = [
  { inside: '/w', host: '/host/tree' },
  { inside: '/report', host: '/host/out' },
];

test.each([
  ['cd /w && ls /w/src', 'cd /host/tree && ls /host/tree/src'],
  ['npm test -- --out=/report/a.json "/w"', 'npm test -- --out=/host/out/a.json "/host/tree"'],
  ['ls /www /w2 a/w ./w /usr/w x/report /reports', 'ls /www /w2 a/w ./w /usr/w x/report /reports'],
  ['sed s/w/v/', 'sed s/w/v/'],
])('in %j inside paths become host paths', (given, expected) => {
  expect(toHostPaths(given, PAIRS)).toBe(expected);
});
