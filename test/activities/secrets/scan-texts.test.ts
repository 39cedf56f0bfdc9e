import { describe, expect, it } from '@jest/globals';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { execa } from 'execa';
import { createTextScanner, scanTexts } from '../../../activities/secrets/scan-texts.js';
import { SLACK_TOKEN, SWITCHED_OFF } from './samples.js';

describe('scanning texts', () => {
  it('gives the place of each match', async () => {
    const content = `first\n${SLACK_TOKEN}\n`;
    const matches = await scanTexts(
      [
        { path: 'a.txt', content: 'nothing' },
        { path: 'b.txt', content },
      ],
      30_000,
    );
    const [start, end] = [6, 6 + SLACK_TOKEN.length];
    expect(matches).toEqual([{ text: 1, rule: 'slack/SLACK_TOKEN', start, end }]);
  });

  it('is not switched off by a comment, as the rules are where they are used as they come', async () => {
    const content = `${SWITCHED_OFF}\n${SLACK_TOKEN}\n`;
    const source = { content, filePath: 'a.js', contentType: 'text' as const };
    const rule = { id: creator.meta.id, rule: creator };
    const asTheyCome = await lintSource({ source, options: { config: { rules: [rule] } } });
    expect(asTheyCome.messages).toEqual([]);
    expect(await scanTexts([{ path: 'a.js', content }], 30_000)).toHaveLength(1);
  });

  it('says that it did not end in time, and never that nothing was found', async () => {
    const scan = createTextScanner();
    expect(await scan([{ path: 'a.txt', content: SLACK_TOKEN }], 0)).toBeNull();
    expect(await scan([{ path: 'a.txt', content: SLACK_TOKEN }], 30_000)).toHaveLength(1);
  });

  it('answers each of those that ask at once with what is theirs, also behind one that broke down', async () => {
    const scan = createTextScanner();
    const broken = scan([{ path: 'a.txt', content: null as never }], 30_000);
    const others = [0, 1, 2].map((count) =>
      scan([{ path: 'a.txt', content: `'${SLACK_TOKEN}' `.repeat(count) }], 30_000),
    );
    await expect(broken).rejects.toThrow();
    expect((await Promise.all(others)).map((matches) => matches?.length)).toEqual([0, 1, 2]);
  });

  it('lets a process end while its thread waits for more', async () => {
    const module = new URL('../../../dist/activities/secrets/scan-texts.js', import.meta.url).href;
    const script = `const { scanTexts } = await import('${module}');
      console.log(JSON.stringify(await scanTexts([{ path: 'a', content: '${SLACK_TOKEN}' }], 30_000)));`;
    const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', script], { timeout: 30_000 });
    expect(JSON.parse(stdout)).toHaveLength(1);
  });

  it('gives the place of the value where a rule gives that of its name', async () => {
    const value = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYzzzzzzzzzz'].join('/');
    const content = `aws_secret_access_key = ${value}`;
    const matches = await scanTexts([{ path: 'a.txt', content }], 30_000);
    expect(matches?.map(({ start, end }) => content.slice(start, end))).toEqual([value]);
  });

  it('fails when the scanner breaks down, and never says that nothing was found', async () => {
    const unreadable = { path: 'a.txt', content: null as never };
    await expect(scanTexts([unreadable], 30_000)).rejects.toMatchObject({ type: 'SecretScanFailed' });
  });
});
