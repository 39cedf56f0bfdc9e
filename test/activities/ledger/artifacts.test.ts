import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { onBothDatabases } from './temporary-ledger.js';

/** All that UTF-16 can hold, NUL and halves of pairs among it. */
const anyText = fc.string({ unit: 'binary', maxLength: 300 });

onBothDatabases('the artifacts', (newPlace) => {
  test('give back any text exactly, under the SHA-256 of its UTF-8', async () => {
    const { artifacts } = await (await newPlace()).open();
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const ref = await artifacts.put(text);
        expect(ref.sha256).toBe(createHash('sha256').update(text).digest('hex'));
        expect(ref.bytes).toBe(Buffer.byteLength(text));
        expect(text.replaceAll('\0', '␀').startsWith(ref.preview)).toBe(true);
        expect(await artifacts.get(ref)).toBe(text);
      }),
      { numRuns: 25 },
    );
  });

  test('store the same text once, compressed', async () => {
    const place = await newPlace();
    const { artifacts } = await place.open();
    const text = 'the same line again\n'.repeat(5_000);
    const refs = await Promise.all([artifacts.put(text), artifacts.put(text), artifacts.put(text)]);
    expect(new Set(refs.map((ref) => ref.sha256)).size).toBe(1);
    const rows = await place.query('select length(content_deflate) as bytes from artifacts');
    expect(rows).toEqual([{ bytes: deflateSync(text).length }]);
  });

  test('never cut a character of the preview in half', async () => {
    const { artifacts } = await (await newPlace()).open();
    const { preview } = await artifacts.put(`x${'😀'.repeat(200)}`);
    expect(preview).toBe(`x${'😀'.repeat(59)}`);
  });

  test('say MissingArtifact, with the hash and the ledger, for a text that is not there', async () => {
    const place = await newPlace();
    const { artifacts } = await place.open();
    await expect(artifacts.get({ sha256: 'f00d' })).rejects.toMatchObject({
      type: 'MissingArtifact',
      nonRetryable: true,
      message: `The ledger ${place.name} has no text with SHA-256 f00d.`,
    });
  });
});
