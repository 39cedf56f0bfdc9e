import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { givenTests, NO_GIVEN_TESTS } from '../../../cli/spec/given-tests.js';
import { loadSpec } from '../../../cli/spec/load-spec.js';
import { temporaryFolder } from '../../activities/workspace/repositories.js';

const TEST = "test('a ``` fence', () => {});\n~~~\n# no title";
let root = '';
let shop = '';

beforeAll(() => {
  root = temporaryFolder();
  shop = join(root, 'shop');
  mkdirSync(join(shop, 'test', 'sub folder'), { recursive: true });
  writeFileSync(join(root, 'SPEC.md'), '# Add a thing\n\nPlease.\n\n```js file=test/first.test.js\none();\n```\n');
  writeFileSync(join(shop, 'test', 'sub folder', 'new.test.js'), TEST);
  writeFileSync(join(root, 'outside.test.js'), 'x');
  symlinkSync(join(root, 'outside.test.js'), join(shop, 'test', 'link.test.js'));
});

const given = (...paths: string[]) => givenTests(paths, root, shop);

describe('test files that are named beside a spec', () => {
  test('judge like those that it brings, and are part of what is pinned', async () => {
    const alone = await loadSpec('SPEC.md', root);
    const spec = await loadSpec('SPEC.md', root, await given('shop/test/sub folder/new.test.js'));
    expect(spec.acceptanceFiles).toEqual({
      'test/first.test.js': 'one();\n',
      'test/sub folder/new.test.js': `${TEST}\n`,
    });
    expect(spec.title).toBe(alone.title);
    expect(spec.body).toContain(TEST);
    expect(spec.sha256).not.toBe(alone.sha256);
    expect(await given()).toEqual(NO_GIVEN_TESTS);
  });

  test.each([
    ['shop/test/absent.test.js', 'does not exist; name a test file'],
    ['shop/test', 'is a folder; name a test file'],
    ['outside.test.js', 'is not in the repository'],
    ['shop/test/link.test.js', 'is not in the repository'],
  ])('are refused: %s', async (path, problem) => {
    await expect(given(path)).rejects.toThrow(`${path} ${problem}`);
  });

  test('are not lost in a block that the spec leaves open', async () => {
    writeFileSync(join(root, 'OPEN.md'), '# Add a thing\n\n```\nPlease.\n');
    const tests = await given('shop/test/sub folder/new.test.js');
    await expect(loadSpec('OPEN.md', root, tests)).rejects.toThrow('OPEN.md opens a fenced block and never closes it');
  });

  test('are refused with the words for the spec where they are given twice', async () => {
    writeFileSync(join(shop, 'test', 'first.test.js'), 'two();\n');
    const tests = await given('shop/test/first.test.js');
    await expect(loadSpec('SPEC.md', root, tests)).rejects.toThrow('SPEC.md gives file=test/first.test.js twice');
  });
});
