import { beforeAll, describe, expect, it } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../activities/sandbox/bubblewrap.js';
import type { Sandbox } from '../../../activities/sandbox/sandbox.js';
import { createKnownSecrets } from '../../../activities/secrets/known-secrets.js';
import { redactingSandbox } from '../../../activities/secrets/redacting-sandbox.js';
import { createRedactor } from '../../../activities/secrets/redactor.js';
import { scanTexts } from '../../../activities/secrets/scan-texts.js';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { runIn } from '../sandbox/harness.js';
import { GITHUB_TOKEN } from './samples.js';

const KEPT_BYTES = 1_000;
const KNOWN = 'given-to-the-process-42';

let sandbox: Sandbox;
beforeAll(async () => {
  const redactor = createRedactor({ known: createKnownSecrets([KNOWN]), scan: scanTexts, allowedPaths: [] });
  sandbox = redactingSandbox(createBubblewrapSandbox({ bwrapPath: await testBubblewrap() }), redactor);
});

describe('a sandbox whose door is watched', () => {
  it('lets no secret out that a command prints, and all the rest as it was', async () => {
    const { output, exitCode } = await runIn(sandbox, `echo 'a ${GITHUB_TOKEN}'; echo '${KNOWN} b'; exit 3`);
    expect([output, exitCode]).toEqual(['a [secret removed: github/GITHUB_TOKEN]\n[secret removed] b\n', 3]);
  });

  it.each([0, 10, 20, 30, 40])(
    'lets no half of one out where the middle was left out, %d characters in',
    async (chars) => {
      const line = `x=${GITHUB_TOKEN}`;
      // The window's end falls into the token's line, whatever stands on either side of it.
      const padding = `${'y'.repeat(KEPT_BYTES / 2 - chars - 1)}`;
      const command = `printf '%s\\n' '${padding}'; printf '%s\\n' '${line}'; seq 1 5000; printf '%s\\n' '${line}' '${padding}'`;
      const { output } = await runIn(sandbox, command, { limits: { outputBytesKept: KEPT_BYTES } });
      expect(output).toMatch(/^y+\n\n\[\.\.\. \d+ bytes left out \.\.\.\]\n(.*\n)*$/);
      expect(output).not.toContain(GITHUB_TOKEN.slice(0, 6));
      expect(output).not.toContain(GITHUB_TOKEN.slice(-6));
    },
  );

  it('takes secrets out of reports by the same rules', async () => {
    expect(await sandbox.redact?.([`test of ${KNOWN}`, `is not ${GITHUB_TOKEN}`])).toEqual([
      'test of [secret removed]',
      'is not [secret removed: github/GITHUB_TOKEN]',
    ]);
  });
});
