import { describe, expect, it } from '@jest/globals';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { scanTexts } from '../../../activities/secrets/scan-texts.js';
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
    expect(await scanTexts([{ path: 'a.txt', content: SLACK_TOKEN }], 0)).toBeNull();
  });

  it('fails when the scanner breaks down, and never says that nothing was found', async () => {
    const unreadable = { path: 'a.txt', content: null as never };
    await expect(scanTexts([unreadable], 30_000)).rejects.toMatchObject({ type: 'SecretScanFailed' });
  });
});
