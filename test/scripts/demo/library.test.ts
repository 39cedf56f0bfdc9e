// The demo's story, told with real test runs: each solution does what the script says of it.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { addAcceptanceTests, DEMO, demoRepository, runTests } from './demo-folder.js';

const DURATION_TESTS_BROKEN = ['shows days, hours, minutes and seconds', 'reads what formatDuration writes'];
const WRAP_TESTS = [
  'breaks at spaces so that no line is too long',
  'keeps the line breaks that are there',
  'leaves a long word whole, on a line of its own',
  'refuses a width that cannot hold anything',
];

async function apply(repository: string, answer: string, file: string): Promise<void> {
  await copyFile(join(DEMO, 'answers', answer), join(repository, 'src', file));
}

describe('the demo library', () => {
  test('passes its own tests before anything is done', async () => {
    expect(await runTests(await demoRepository())).toEqual({ passed: 21, failed: 0, failures: [] });
  });

  test('fails every acceptance test before anything is done', async () => {
    const repository = await demoRepository();
    await addAcceptanceTests(repository);
    expect(await runTests(repository)).toMatchObject({ passed: 21, failed: 8 });
  });

  test('breaks tests that it had, and only those, with the first answer', async () => {
    const repository = await demoRepository();
    await apply(repository, 'duration-with-a-slip.js', 'duration.js');
    await addAcceptanceTests(repository);
    const { failures } = await runTests(repository);
    expect(failures.filter((name) => !WRAP_TESTS.includes(name))).toEqual(DURATION_TESTS_BROKEN);
  });

  test('lacks nothing but wrap with the repaired answer, and nothing at all with both', async () => {
    const repository = await demoRepository();
    await addAcceptanceTests(repository);
    await apply(repository, 'duration.js', 'duration.js');
    expect((await runTests(repository)).failures).toEqual(WRAP_TESTS);
    await apply(repository, 'text.js', 'text.js');
    expect(await runTests(repository)).toEqual({ passed: 29, failed: 0, failures: [] });
  });
});
