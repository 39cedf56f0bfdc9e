import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Libsql from 'libsql';
import { openLedger, temporaryFile } from './temporary-ledger.js';

describe('the artifacts', () => {
  test('give back any text exactly, under the SHA-256 of its UTF-8', async () => {
    const { artifacts } = await openLedger();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        const ref = await artifacts.put(text);
        expect(ref.sha256).toBe(createHash('sha256').update(text).digest('hex'));
        expect(ref.bytes).toBe(Buffer.byteLength(text));
        expect(text.startsWith(ref.preview)).toBe(true);
        expect(await artifacts.get(ref)).toBe(text);
      }),
      { numRuns: 25 },
    );
  });

  test('store the same text once, compressed', async () => {
    const file = temporaryFile();
    const { artifacts } = await openLedger(file);
    const text = 'the same line again\n'.repeat(5_000);
    const refs = await Promise.all([artifacts.put(text), artifacts.put(text), artifacts.put(text)]);
    expect(new Set(refs.map((ref) => ref.sha256)).size).toBe(1);
    const rows = new Libsql(file).prepare('select length(content_deflate) as bytes from artifacts').all([]);
    expect(rows).toEqual([{ bytes: deflateSync(text).length }]);
  });

  test('never cut a character of the preview in half', async () => {
    const { artifacts } = await openLedger();
    const { preview } = await artifacts.put(`x${'😀'.repeat(200)}`);
    expect(preview).toBe(`x${'😀'.repeat(59)}`);
  });

  test('say MissingArtifact, with the hash and the file, for a text that is not there', async () => {
    const file = temporaryFile();
    const { artifacts } = await openLedger(file);
    await expect(artifacts.get({ sha256: 'f00d' })).rejects.toMatchObject({
      type: 'MissingArtifact',
      nonRetryable: true,
      message: `The ledger ${file} has no text with SHA-256 f00d.`,
    });
  });
});
