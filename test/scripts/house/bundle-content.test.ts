import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bundleProblems, MAX_BUNDLE_BYTES } from '../../../scripts/house/bundle-content.js';
import { bundleWorkflows } from '../../../scripts/house/workflow-bundle.js';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');

describe('the workflow bundle', () => {
  // Inside the project, so that packages are found; its name keeps it out of every check.
  let folder: string;

  beforeEach(async () => {
    await mkdir(join(ROOT, 'dist'), { recursive: true });
    folder = await mkdtemp(join(ROOT, 'dist', 'bundle-test-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function problemsOfBundling(...lines: string[]): Promise<string[]> {
    const entry = join(folder, 'index.js');
    await writeFile(entry, lines.join('\n'));
    // The entry itself stands for workflows/index.js.
    const own = /^dist\/bundle-test-[^/]+\/index.js must not be in workflow code$/;
    return bundleProblems(await bundleWorkflows(entry), ROOT).filter((problem) => !own.test(problem));
  }

  test('may hold the engine and our own rules', async () => {
    expect(
      await problemsOfBundling(
        "import { sleep } from '@temporalio/workflow';",
        "import { FAILURES } from '../../core/failures.js';",
        'export async function wait() { await sleep(FAILURES.GitTrouble.retryable ? 1 : 2); }',
      ),
    ).toEqual([]);
  });

  test('must not hold zod', async () => {
    const problems = await problemsOfBundling(
      "import { z } from 'zod';",
      'export async function check() { return z.string().parse(1); }',
    );
    expect(problems).toContain('the package zod must not be in workflow code');
  });

  test('must not hold activities', async () => {
    const problems = await problemsOfBundling(
      "import { failure } from '../../activities/failure.js';",
      "export async function fail() { throw failure('GitTrouble', 'no'); }",
    );
    expect(problems).toEqual(['activities/failure.ts must not be in workflow code']);
  });

  test('cannot be built with a Node built-in in it', async () => {
    await expect(
      problemsOfBundling(
        "import { readFileSync } from 'fs';",
        "export async function read() { return readFileSync('x'); }",
      ),
    ).rejects.toThrow("'fs'");
  });

  test('has a limit of size that does not count the source map', () => {
    const map = `\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${btoa('{"sources":[]}')}`;
    expect(bundleProblems('x'.repeat(MAX_BUNDLE_BYTES) + map, ROOT)).toEqual([]);
    expect(bundleProblems('x'.repeat(MAX_BUNDLE_BYTES + 1) + map, ROOT)).toHaveLength(1);
  });

  test('is refused when its content cannot be known', () => {
    expect(bundleProblems('code', ROOT)).toEqual(['the bundle has no source map, so its content cannot be known']);
  });
});
