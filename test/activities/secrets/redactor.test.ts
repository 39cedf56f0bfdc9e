import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createKnownSecrets } from '../../../activities/secrets/known-secrets.js';
import { createRedactor, type RedactorParts } from '../../../activities/secrets/redactor.js';
import { createTextScanner, scanTexts } from '../../../activities/secrets/scan-texts.js';
import { AWS_KEY_ID, GITHUB_TOKEN, PRIVATE_KEY, SLACK_TOKEN } from './samples.js';

const KNOWN = 'given-to-the-process-42';

function redactor(parts: Partial<RedactorParts> = {}) {
  return createRedactor({ known: createKnownSecrets([KNOWN]), scan: scanTexts, allowedPaths: [], ...parts });
}

describe('taking secrets out of texts from outside', () => {
  it.each([
    ['a token', `token = '${GITHUB_TOKEN}';`, "token = '[secret removed: github/GITHUB_TOKEN]';"],
    [
      'one behind another',
      `${AWS_KEY_ID} ${SLACK_TOKEN}`,
      '[secret removed: aws/AWSAccessKeyID] [secret removed: slack/SLACK_TOKEN]',
    ],
    ['a whole key in PEM', `a\n${PRIVATE_KEY}b`, 'a\n[secret removed: privatekey/PrivateKey]\nb'],
    [
      'the beginning of one',
      `a\n${PRIVATE_KEY.split('\n').slice(0, 2).join('\n')}\nb`,
      'a\n[secret removed: privatekey/PrivateKey]\nb',
    ],
    [
      'the end of one',
      `a.\n${PRIVATE_KEY.split('\n').slice(2).join('\n')}b`,
      'a.\n[secret removed: privatekey/PrivateKey]\nb',
    ],
    [
      'the end of one in quotes',
      `"x.\\n${PRIVATE_KEY.split('\n').slice(2).join('\\n')}"`,
      '"x.\\n[secret removed: privatekey/PrivateKey]\\n"',
    ],
    [
      'the value behind its name',
      `aws_secret_access_key = ${'wJalrXUtnFEMI/K7MDENG/bPxRfiCY'}zzzzzzzzzz;`,
      'aws_secret_access_key = [secret removed: aws/AWSSecretAccessKey];',
    ],
    [
      'the password of an address',
      'https://me:s3cretPassw0rd@host.org/x',
      'https://me:[secret removed: basicauth/BasicAuth]@host.org/x',
    ],
    [
      'the password of a database',
      'mysql://app:s3cretPassw0rd@db:3306/app',
      'mysql://app:[secret removed: database-connection-string/MySQLConnection]@db:3306/app',
    ],
    ['what the process was given', `Bearer ${KNOWN}`, 'Bearer [secret removed]'],
  ])('takes out %s and nothing beside it', async (_what, text, clean) => {
    expect(await redactor().redact(text)).toBe(clean);
    expect(await redactor().redact(clean)).toBe(clean);
  });

  it.each([
    'postgres://postgres:postgres@localhost:5432/test',
    'mysql://root:password1@127.0.0.1:3306/app',
    'https://user:pass@example.com/x',
    'https://user:s3cretPassw0rd@api.example.com/x',
    'mongodb://$USER:$PASSWORD@db/app',
    `https://me:${'$'}{process.env.PASSWORD}@host.org/x`,
    'const url = `https://<user>:<password>@host`;',
    'AKIAIOSFODNN7EXAMPLE',
    "if (text.includes('-----BEGIN PRIVATE KEY-----')) read();",
    'one\n-----END PRIVATE KEY-----\n',
    'sha512-7q3QxVxMZGS2oGzHsEyIVTDlLLSEWXrZo3zUNSWzNxsxYHEgVNNJwyLPQ2ZYgDqo1RCKkJQkCQ1NfUnC4QBp5A==',
    '6f1ed002ab5595859014ebf0951522d9',
    '//registry.npmjs.org/:_authToken=$NPM_TOKEN',
  ])('leaves honest text as it is: %s', async (text) => {
    expect(await redactor().redact(text)).toBe(text);
  });

  it('leaves any text as it is in which nothing looks like a secret', async () => {
    const subject = redactor();
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 300 }), async (text) => {
        expect(await subject.redact(text)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves none of a token at any place of many texts that are looked at together', async () => {
    const subject = redactor();
    const parts = fc.array(fc.constantFrom(`'${GITHUB_TOKEN}'`, KNOWN, 'honest ', '\n', ''), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(parts.map((list) => list.join(' '))), async (texts) => {
        const clean = await subject.redactAll(texts);
        expect(clean).toEqual(await Promise.all(texts.map((text) => subject.redact(text))));
        expect(clean.join()).not.toMatch(new RegExp(`${GITHUB_TOKEN}|${KNOWN}`));
      }),
      { numRuns: 50 },
    );
  });

  it('shows files that the operator allows, but for what the process was given', async () => {
    const subject = redactor({ allowedPaths: ['test/fixtures/**'] });
    const text = `${GITHUB_TOKEN} ${KNOWN}`;
    expect(await subject.redactFile('test/fixtures/a.txt', text)).toBe(`${GITHUB_TOKEN} [secret removed]`);
    expect(await subject.redactFile('src/a.txt', text)).not.toContain(GITHUB_TOKEN);
  });

  it('withholds what could not be looked at in time, and looks at the next text again', async () => {
    const subject = redactor({ scan: createTextScanner(), timeoutMs: 0 });
    expect(await subject.redact('a'.repeat(100_000))).toMatch(/^\[withheld: .*\]\n$/);
    expect(await subject.redactAll(['some', '', 'text'])).toEqual([
      expect.stringMatching(/^\[with/),
      '',
      expect.stringMatching(/^\[with/),
    ]);
  });
});
