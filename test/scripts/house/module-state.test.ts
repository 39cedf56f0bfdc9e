import { describe, expect, test } from '@jest/globals';
import { moduleMutations } from '../../../scripts/house/module-mutations.js';
import { moduleState } from '../../../scripts/house/module-state.js';
import { parseSource } from '../../../scripts/house/source-file.js';

describe('module state', () => {
  test.each([
    'let turns = 0;',
    'export let turns = 0;',
    'var turns = 0;',
    'const seen = new Map<string, number>();',
    'export const seen = new Set();',
    'const seen: string[] = [];',
    'const seen = {};',
    'const seen: Record<string, string> = {};',
    'const state = makeState();',
    'class Runs { static count = 0; }',
    'class Runs { static { start(); } }',
    "setHandler(status, () => 'running');",
    'for (const x of [1]) start(x);',
  ])('is refused: %s', async (text) => {
    expect(moduleState(await parseSource('workflows/x.ts', text))).toHaveLength(1);
  });

  test.each([
    "import { x } from './x.js';",
    "export * from './x.js';",
    'export interface X { a: string }',
    'export type X = string;',
    'export async function deliver(): Promise<void> { let turns = 0; const seen = new Map(); }',
    'export class Refusal extends Error { readonly why = 1; }',
    'export const DAY_MS = 24 * 60 * 60_000;',
    "export const STAGES = ['prepare', 'decompose'] as const;",
    'export const NONE: Usage = { input: 0 };',
    "export const pause = defineSignal('pause');",
    "const { run } = proxyActivities<Hands>({ startToCloseTimeout: '1 minute' });",
    'const EMPTY: readonly string[] = [];',
    'const TITLES: ReadonlyMap<string, string> = new Map();',
    'const NAMES = Object.freeze({});',
    'const FAILURES = { A: { retryable: true } } as const satisfies Record<string, unknown>;',
    "const WORD = new RegExp('[a-z]+');",
    'const add = (a: number, b: number) => a + b;',
  ])('is not seen in: %s', async (text) => {
    expect(moduleState(await parseSource('workflows/x.ts', text))).toEqual([]);
  });
});

describe('module constants', () => {
  test.each([
    'TABLE.a = 2;',
    'TABLE.list[0] = 2;',
    'TABLE.a++;',
    'TABLE.lastIndex = 0;',
    'delete TABLE.a;',
    'TABLE.list.push(1);',
    'TABLE.list!.sort();',
    'imported.a = 1;',
    'imported.list.push(1);',
    'everything.list.push(1);',
  ])('are never changed in place: %s', async (statement) => {
    const text = `import { imported } from './a.js';
import * as everything from './b.js';
export const TABLE = { a: 1, list: [1] };
export function f(): void { ${statement} }`;
    const problems = moduleMutations(await parseSource('core/x.ts', text));
    expect(problems.map(({ line }) => line)).toEqual([4]);
  });

  test('may be read and copied, and locals may be changed', async () => {
    const text = `export const TABLE = { a: 1, list: [1] };
export function f(): number[] {
  const own = [...TABLE.list];
  own.push(TABLE.a);
  return own.sort();
}`;
    expect(moduleMutations(await parseSource('core/x.ts', text))).toEqual([]);
  });
});
