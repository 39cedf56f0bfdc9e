import { describe, expect, test } from '@jest/globals';
import { SLUG_CHARS_MAX, slugOf } from '../../core/spec.js';

describe('the slug of a title', () => {
  test.each([
    [
      'has its words in lower case, joined by hyphens',
      'Let formatDuration show *fewer* units!',
      'let-formatduration-show-fewer-units',
    ],
    ['drops the accents of Latin letters', 'Größe über Cafés', 'große-uber-cafes'],
    ['keeps letters of other scripts', '修复换行 in wrap', '修复换行-in-wrap'],
    ['keeps marks that letters need', 'हिन्दी', 'हिन्दी'],
    ['is no way out of a folder', '../../etc/passwd', 'etc-passwd'],
    ['is no option and no quoting', '--x=`y` "$(z)"\n', 'x-y-z'],
    ['drops emoji beside words', '🎉 Party 1️⃣ ❤️', 'party-1'],
    ['tells titles without a letter apart', '🎉🚀', 'spec-1f389-1f680'],
  ])('%s', (_, title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  test('is cut between characters, and never ends with a hyphen', () => {
    expect(slugOf('𠮷'.repeat(200))).toBe('𠮷'.repeat(SLUG_CHARS_MAX));
    expect(slugOf(`${'a'.repeat(SLUG_CHARS_MAX - 1)} b`)).toBe('a'.repeat(SLUG_CHARS_MAX - 1));
  });
});
