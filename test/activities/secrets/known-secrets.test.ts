import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createKnownSecrets } from '../../../activities/secrets/known-secrets.js';
import { clampMiddle } from '../../../core/clamp.js';
import { SECRET_MARK } from '../../../core/secret.js';

/** Of characters that no mark has, so that no key can stand in one. */
const KEY_CHARS = [...'ABCXYZ0123456789_+/="\\%\né'];
const KEY = fc.string({ unit: fc.constantFrom(...KEY_CHARS), minLength: 8, maxLength: 40 });
const KEYS = fc.uniqueArray(KEY, { minLength: 1, maxLength: 5 });

/** A text with keys at any places, next to each other and inside each other too. */
const TEXT_WITH_KEYS = KEYS.chain((keys) =>
  fc.record({
    keys: fc.constant(keys),
    text: fc.array(fc.oneof(fc.string(), fc.constantFrom(...keys))).map((parts) => parts.join('')),
  }),
);

describe('taking known secrets out of texts', () => {
  it('leaves none of them in any text, however they stand in it, and twice is once', () => {
    fc.assert(
      fc.property(TEXT_WITH_KEYS, ({ keys, text }) => {
        const known = createKnownSecrets(keys);
        const clean = known.redact(text);
        for (const key of keys) expect(clean.includes(key)).toBe(false);
        expect(known.redact(clean)).toBe(clean);
      }),
    );
  });

  it('leaves a text without them as it is', () => {
    fc.assert(
      fc.property(KEYS, fc.string({ maxLength: 500 }), (keys, text) => {
        fc.pre(createKnownSecrets(keys).find(text).length === 0);
        expect(createKnownSecrets(keys).redact(text)).toBe(text);
      }),
    );
  });

  it('leaves documents readable, with the same fields', () => {
    const document = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.array(fc.constantFrom('honest', '\n', '"')));
    fc.assert(
      fc.property(TEXT_WITH_KEYS, document, ({ keys, text }, fields) => {
        const known = createKnownSecrets(keys);
        const clean: unknown = JSON.parse(known.redactDocument(JSON.stringify({ fields, text, nested: [{ text }] })));
        const safe = known.redact(text);
        expect(clean).toEqual({ fields, text: safe, nested: [{ text: safe }] });
      }),
    );
  });

  it('leaves no half of one where a text is cut afterwards', () => {
    fc.assert(
      fc.property(KEY, fc.string(), fc.string(), fc.integer({ min: 1, max: 200 }), (key, before, after, bytes) => {
        const cut = clampMiddle(createKnownSecrets([key]).redact(`${before}${key}${after}`), bytes);
        expect(cut.includes(key)).toBe(false);
      }),
    );
    const key = 'k'.repeat(4_000);
    const cut = clampMiddle(createKnownSecrets([key]).redact(`${'-'.repeat(500)}${key}`), 600);
    expect(cut).not.toContain('kkk');
  });

  it.each([
    ['an address', encodeURIComponent],
    [
      'an address in small letters',
      (key: string) => encodeURIComponent(key).replace(/%../g, (code) => code.toLowerCase()),
    ],
    ['JSON', JSON.stringify],
    ['JSON in JSON', (key: string) => JSON.stringify(JSON.stringify({ key }))],
    ['XML', (key: string) => key.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
    ['a basic header', (key: string) => Buffer.from(`user:${key}`).toString('base64')],
    ['a basic header without a user', (key: string) => Buffer.from(`:${key}`).toString('base64')],
    ['base64 with something behind it', (key: string) => Buffer.from(`{"k":"${key}","l":1}`).toString('base64')],
    ['base64 for addresses', (key: string) => Buffer.from(`ab${key}`).toString('base64url')],
  ])('finds one as it stands in %s', (_where, encode) => {
    const key = 'k€y<&"\\/+?>>>~~~of 42';
    const encoded = encode(key);
    const clean = createKnownSecrets([key]).redact(`before ${encoded} after`);
    expect(clean).toMatch(/^before .*\[secret removed\].* after$/);
    // At most what its neighbours share the bits of is left.
    expect(clean.length).toBeLessThan('before  after'.length + SECRET_MARK.length + 24);
  });

  it('takes out the longest of those that begin alike, and both of two that overlap', () => {
    const known = createKnownSecrets(['key-0001', 'key-0001-and-more', 'more-0002']);
    expect(known.redact('a key-0001-and-more.')).toBe(`a ${SECRET_MARK}.`);
    expect(known.redact('a key-0001-and-more-0002.')).toBe(`a ${SECRET_MARK}.`);
  });

  it('gives back the very value in which there was nothing, and copies only what changed', () => {
    const known = createKnownSecrets(['key-0001']);
    const value = { clean: { a: ['b'] }, list: [{ text: 'key-0001' }] };
    const redacted = known.redactIn(value);
    expect(redacted).toEqual({ clean: { a: ['b'] }, list: [{ text: SECRET_MARK }] });
    expect(redacted.clean).toBe(value.clean);
    expect(known.redactIn(redacted)).toBe(redacted);
  });
});
