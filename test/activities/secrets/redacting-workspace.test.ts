import { beforeAll, describe, expect, it } from '@jest/globals';
import { createKnownSecrets } from '../../../activities/secrets/known-secrets.js';
import { redactingWorkspace } from '../../../activities/secrets/redacting-workspace.js';
import { createRedactor } from '../../../activities/secrets/redactor.js';
import { scanTexts } from '../../../activities/secrets/scan-texts.js';
import type { Workspace } from '../../../activities/workspace/workspace.js';
import { candidate, type Opened, opened, userRepository } from '../workspace/repositories.js';
import { GITHUB_TOKEN, PRIVATE_KEY, SLACK_TOKEN } from './samples.js';

const KNOWN = 'given-to-the-process-42';
const MARK = '[secret removed: github/GITHUB_TOKEN]';
const BYTES_MAX = 10_000;
const FILES = {
  'src/a.js': `const a = '${GITHUB_TOKEN}';\nconst b = '${KNOWN}';\n`,
  'test/samples/a.txt': `${GITHUB_TOKEN}\n${KNOWN}\n`,
};

let house: Opened;
let shown: Workspace;
beforeAll(async () => {
  house = await opened(userRepository(FILES));
  const parts = { known: createKnownSecrets([KNOWN]), scan: scanTexts, allowedPaths: ['test/samples/**'] };
  shown = redactingWorkspace(house.workspace, createRedactor(parts));
});

describe('the workspace as prompts see it', () => {
  it('shows files without secrets, but for samples that the operator allows', async () => {
    const { repository, base } = house;
    const [code, sample] = [
      `const a = '${MARK}';\nconst b = '[secret removed]';\n`,
      `${GITHUB_TOKEN}\n[secret removed]\n`,
    ];
    const texts = await shown.readFiles(repository, base, Object.keys(FILES), BYTES_MAX);
    expect([...texts]).toEqual([
      ['src/a.js', code],
      ['test/samples/a.txt', sample],
    ]);
    expect(await shown.readFile(repository, base, 'src/a.js', BYTES_MAX)).toBe(code);
    expect(await shown.readFile(repository, base, 'src/none.js', BYTES_MAX)).toBeNull();
  });

  it('shows changes by the same rules, file by file', async () => {
    const { repository, base } = house;
    const commit = await candidate(house, base, {
      'src/a.js': `const c = '${SLACK_TOKEN}';\n`,
      'test/samples/a.txt': `${SLACK_TOKEN}\n`,
    });
    const diff = await shown.diff(repository, base, commit, BYTES_MAX);
    expect(diff).toContain(`-const a = '${MARK}';\n-const b = '[secret removed]';\n`);
    expect(diff).toContain("+const c = '[secret removed: slack/SLACK_TOKEN]';\n");
    expect(diff).toContain(`-${GITHUB_TOKEN}\n-[secret removed]\n+${SLACK_TOKEN}\n`);
    expect(await shown.diff(repository, base, base, BYTES_MAX)).toBe('');
  });

  it('shows nothing of a private key that is added or taken out, whole or cut', async () => {
    const { repository, base } = house;
    const added = await candidate(house, base, { 'key.pem': `first\n${PRIVATE_KEY}last\n` });
    const line = PRIVATE_KEY.split('\n')[1] ?? '';
    for (const [from, to] of [
      [base, added],
      [added, base],
    ] as const) {
      const whole = await house.workspace.diff(repository, from, to, BYTES_MAX);
      for (const bytesMax of [BYTES_MAX, whole.indexOf(line) + line.length + 2]) {
        expect(await house.workspace.diff(repository, from, to, bytesMax)).toContain(line);
        const diff = await shown.diff(repository, from, to, bytesMax);
        expect(diff).toContain('first\n');
        expect(diff).not.toContain(line);
        expect(diff.includes('last\n')).toBe(bytesMax === BYTES_MAX);
      }
    }
  });

  it('leaves to those who judge and publish what really stands there', async () => {
    const { repository, base } = house;
    const texts = await house.workspace.readFiles(repository, base, ['src/a.js'], BYTES_MAX);
    expect(texts.get('src/a.js')).toBe(FILES['src/a.js']);
    expect(await shown.treeOf(repository, base)).toBe(await house.workspace.treeOf(repository, base));
  });
});
