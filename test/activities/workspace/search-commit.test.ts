import { beforeAll, describe, expect, it } from '@jest/globals';
import { commit, type Opened, opened, userRepository } from './repositories.js';

let house: Opened;
beforeAll(async () => {
  const user = userRepository({ 'a.js': 'parseDuration(1); PARSEDURATION; other\n', 'b/c.js': 'no end' });
  commit(user, { 'b/c.js': 'reparseDuration\nin duration\n', 'x\ny.js': 'duration' }, 'Speak of duration');
  commit(user, {
    binary: Buffer.from('duration\0duration'),
    'line.js': `${'duration;'.repeat(9_000)}\n`,
    'last.js': 'the last duration',
  });
  house = await opened(user);
});

async function found(pattern: string, only?: string[]) {
  const { workspace, repository, base } = house;
  const files = (await workspace.listFiles(repository, base)).filter(({ path }) => only?.includes(path) ?? true);
  const matches = await workspace.countMatches(repository, base, files, pattern);
  return Object.fromEntries([...matches].map(([path, counts]) => [path, Object.fromEntries(counts)]));
}

describe('a search through a commit', () => {
  it('counts what matches in each file, letters of either case alike', async () => {
    expect(await found('\\w*(?:duration)\\w*')).toEqual({
      'a.js': { parseDuration: 1, PARSEDURATION: 1 },
      'b/c.js': { reparseDuration: 1, duration: 1 },
      'last.js': { duration: 1 },
      'x\ny.js': { duration: 1 },
    });
  });

  it('looks only into the files that it is given, and finds nothing in what git says between them', async () => {
    expect(await found('duration', ['last.js'])).toEqual({ 'last.js': { duration: 1 } });
    expect(await found('blob')).toEqual({});
    expect(await found('duration', [])).toEqual({});
    expect(await found('')).toEqual({});
  });

  it('says what failed when a pattern is none', async () => {
    await expect(found('(')).rejects.toThrow('ripgrep failed');
  });
});

describe('recent commits', () => {
  it('come with the newest first, with their files and dates, but for what the first one added', async () => {
    const { workspace, repository, base } = house;
    const commits = await workspace.recentCommits(repository, base);
    expect(commits.map(({ subject, paths }) => ({ subject, paths }))).toEqual([
      { subject: 'Change', paths: ['binary', 'last.js', 'line.js'] },
      { subject: 'Speak of duration', paths: ['b/c.js', 'x\ny.js'] },
      { subject: 'Change', paths: [] },
    ]);
    expect(commits.every(({ at }) => at > 1_500_000_000)).toBe(true);
  });
});
