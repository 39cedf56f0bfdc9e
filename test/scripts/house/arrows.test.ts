import { describe, expect, test } from '@jest/globals';
import { forbiddenArrows } from '../../../scripts/house/arrows.js';
import { parseSource } from '../../../scripts/house/source-file.js';

async function arrowsOf(path: string, text: string): Promise<string[]> {
  return forbiddenArrows(await parseSource(path, text)).map(({ line, message }) => `${line}: ${message}`);
}

describe('arrows', () => {
  test.each([
    ['core/plan.ts', '../schemas/plan.js'],
    ['core/plan.ts', '../activities/home.js'],
    ['core/policy/cascade.ts', '../../workflows/messages.js'],
    ['core/plan.ts', 'node:path'],
    ['core/plan.ts', 'zod'],
    ['core/plan.ts', '@temporalio/common'],
    ['schemas/plan.ts', '../activities/home.js'],
    ['schemas/plan.ts', '../workflows/messages.js'],
    ['activities/git.ts', '../workflows/messages.js'],
    ['activities/git.ts', '../workers/worker.js'],
    ['activities/git.ts', '../cli/main.js'],
    ['workflows/deliver/run.ts', '../../schemas/plan.js'],
    ['workflows/deliver/run.ts', '../../activities/home.js'],
    ['workflows/deliver/run.ts', '../../workers/worker.js'],
    ['workflows/deliver/run.ts', '../../package.json'],
    ['workflows/deliver/run.ts', 'node:fs'],
    ['workflows/deliver/run.ts', 'zod'],
    ['workflows/deliver/run.ts', '@temporalio/worker'],
    ['workers/worker.ts', '../cli/main.js'],
    ['workers/worker.ts', '../scripts/demo/main.js'],
    ['cli/main.ts', '../workflows/deliver/run.js'],
    ['cli/main.ts', '../test/doubles/forge.js'],
    ['cli/main.ts', '../../outside.js'],
  ])('%s must not import %s', async (path, specifier) => {
    expect(await arrowsOf(path, `import { x } from '${specifier}';`)).toHaveLength(1);
  });

  test.each([
    ['core/policy/cascade.ts', './policy.js'],
    ['core/policy/cascade.ts', '../move.js'],
    ['schemas/plan.ts', 'zod'],
    ['activities/models/call.ts', '../../schemas/plan.js'],
    ['workflows/deliver/run.ts', '../../core/plan.js'],
    ['workflows/deliver/run.ts', '@temporalio/workflow'],
    ['workers/worker.ts', '../workflows/index.js'],
    ['cli/main.ts', '../workers/local-server.js'],
    ['cli/main.ts', '../package.json'],
    ['test/core/plan.test.ts', '../../workflows/deliver/run.js'],
  ])('%s may import %s', async (path, specifier) => {
    expect(await arrowsOf(path, `import { x } from '${specifier}';`)).toEqual([]);
  });

  test.each([
    "import type { X } from '../activities/home.js';",
    "import { type X } from '../activities/home.js';",
    "import '../activities/home.js';",
    "export { x } from '../activities/home.js';",
    "export * from '../activities/home.js';",
    "export type { X } from '../activities/home.js';",
    "type X = import('../activities/home.js').X;",
    "async function f() { await import('../activities/home.js'); }",
    "const x = require('../activities/home.js');",
    "import x = require('../activities/home.js');",
    'async function f(name: string) { await import(name); }',
  ])('no way to import escapes the check: %s', async (text) => {
    expect(await arrowsOf('workflows/messages.ts', text)).toHaveLength(1);
  });

  test('a problem names the line it stands on, in texts of any script', async () => {
    const text = "// über\nimport { a } from '../core/a.js';\n\nimport { z } from 'zod';\n";
    expect(await arrowsOf('workflows/messages.ts', text)).toEqual(['4: workflows/ must not import the package zod']);
  });
});
