import { expect, test } from '@jest/globals';
import { PLACE_MARK, withoutPlaces } from '../../../activities/secrets/without-places.js';

const PLAIN = { redact: async (text: string) => text, redactAll: async (texts: readonly string[]) => [...texts] };
const redactor = withoutPlaces(PLAIN, ['/home/ann/.local/share/nightshift', '/tmp']);

test('a text that everybody reads does not say where things lie on the machine', async () => {
  const said =
    "fatal: '/home/ann/.local/share/nightshift/stores/a+b.git' is locked (/tmp/x-1/file), see /home/ann/.local/share/nightshift";
  const told = `fatal: '${PLACE_MARK}' is locked (${PLACE_MARK}), see ${PLACE_MARK}`;
  expect(await redactor.redact(said)).toBe(told);
  expect(await redactor.redactAll([said, 'nothing'])).toEqual([told, 'nothing']);
});

test('paths of the repository, addresses and folders of like names stay', async () => {
  const text = 'src/tmp/a.ts, /w/src/tmp.ts, https://example.com/x, /tmpfiles/a and /home/ann/code';
  expect(await redactor.redact(text)).toBe(text);
});

test('where no folder is named, texts stay as they are', async () => {
  expect(await withoutPlaces(PLAIN, []).redact('/tmp/x')).toBe('/tmp/x');
});
