import { describe, expect, test } from '@jest/globals';
import { floatingActivities, proxyNames } from '../../../scripts/house/floating-activities.js';
import { parseSource } from '../../../scripts/house/source-file.js';

const HANDS =
  'export const tests = proxyActivities<Tester>(testRun);\nconst { push } = proxyActivities<Git>(gitQuick);';

async function linesOfFloating(body: string): Promise<number[]> {
  const hands = await parseSource('workflows/hands.ts', HANDS);
  const file = await parseSource('workflows/deliver/run.ts', `export async function run() {\n${body}\n}`);
  return floatingActivities(file, proxyNames([hands])).map(({ line }) => line);
}

describe('an activity call', () => {
  test.each(['tests.judge(input);', 'tests.judge.executeWithOptions({}, [input]);', 'push(input);'])(
    'must not float: %s',
    async (statement) => {
      expect(await linesOfFloating(statement)).toEqual([2]);
    },
  );

  test.each([
    'await tests.judge(input);',
    'return tests.judge(input);',
    'const verdict = tests.judge(input); await verdict;',
    'run.notes.push(input);',
  ])('may be awaited or handed on: %s', async (statement) => {
    expect(await linesOfFloating(statement)).toEqual([]);
  });
});
