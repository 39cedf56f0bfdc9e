import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { prepareDemoRepository } from '../../../scripts/demo/prepare.js';
import { demoRepository, run, temporaryFolder } from './demo-folder.js';

describe('the demo repository', () => {
  test('is one clean commit on main that has the same id everywhere', async () => {
    const [first, second] = [await demoRepository(), await demoRepository()];
    expect(await run(first, 'git log --format="%an %s" && git branch --show-current && git status --short')).toBe(
      'Nightshift demo Format durations, money and text for people\nmain',
    );
    expect(await run(first, 'git rev-parse HEAD')).toBe(await run(second, 'git rev-parse HEAD'));
  });

  test('is made anew where it stands already', async () => {
    const repository = await demoRepository();
    await run(repository, 'git switch -qc nightshift/earlier && echo changed > README.md && touch left-over');
    expect(await prepareDemoRepository(repository)).toBe(repository);
    expect(await run(repository, 'git branch --format="%(refname:short)" && git status --short')).toBe('main');
  });

  test('is made in a folder that is there and empty', async () => {
    const folder = await temporaryFolder();
    expect(await readdir(await prepareDemoRepository(folder))).toContain('package.json');
  });

  test("never replaces somebody else's folder, not even inside a demo repository", async () => {
    const repository = await demoRepository();
    const folder = join(repository, 'mine');
    await mkdir(folder);
    await writeFile(join(folder, 'thesis.txt'), 'years of work');
    await expect(prepareDemoRepository(folder)).rejects.toThrow(`${folder} is not empty and was not made by the demo`);
    expect(await readdir(folder)).toEqual(['thesis.txt']);
  });
});
