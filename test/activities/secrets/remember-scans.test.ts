import { describe, expect, it } from '@jest/globals';
import { rememberScans } from '../../../activities/secrets/remember-scans.js';
import { scanTexts } from '../../../activities/secrets/scan-texts.js';
import { GITHUB_TOKEN } from './samples.js';

const TIMEOUT_MS = 30_000;

describe('a scan that remembers', () => {
  it('reads the same texts once, and says the same of them again', async () => {
    const asked: number[] = [];
    const scan = rememberScans((texts, timeoutMs) => {
      asked.push(texts.length);
      return scanTexts(texts, timeoutMs);
    });
    const leaking = [{ path: 'a.js', content: `const t = '${GITHUB_TOKEN}';` }];
    const first = await scan(leaking, TIMEOUT_MS);
    expect(first).toHaveLength(1);
    expect(await scan(structuredClone(leaking), TIMEOUT_MS)).toEqual(first);
    expect(asked).toEqual([1]);
    expect(await scan([{ path: 'b.js', content: '' }], TIMEOUT_MS)).toEqual([]);
    expect(asked).toEqual([1, 1]);
  });

  it('asks again about what took too long', async () => {
    const answers = [null, []];
    const scan = rememberScans(async () => answers.shift() ?? null);
    expect(await scan([{ path: 'a.js', content: 'a' }], 1)).toBeNull();
    expect(await scan([{ path: 'a.js', content: 'a' }], 1)).toEqual([]);
  });
});
