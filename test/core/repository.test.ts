import { describe, expect, test } from '@jest/globals';
import {
  type ForgeRepository,
  forgeRepositoryId,
  issueDeliverId,
  issueIn,
  localDeliverId,
  repositoryIdOf,
} from '../../core/repository.js';

const SHOP: ForgeRepository = { kind: 'github', host: 'GitHub.com', owner: 'Acme', name: 'shop.js' };
const LOCAL = { url: '/somewhere/shop', id: 'abc123', name: 'shop' };

describe("a spec's workflow id", () => {
  test('is the same for an issue in whatever case its repository is typed', () => {
    expect(issueDeliverId(SHOP, 12)).toBe('deliver/github.com/acme/shop.js/12');
    expect(issueDeliverId({ ...SHOP, host: 'github.com', owner: 'acme' }, 12)).toBe(issueDeliverId(SHOP, 12));
  });

  test('names its repository', () => {
    expect(repositoryIdOf(issueDeliverId(SHOP, 12))).toBe(forgeRepositoryId(SHOP));
    expect(repositoryIdOf(localDeliverId(LOCAL, 'add-a-slug'))).toBe('abc123');
    expect(repositoryIdOf('shift/tonight')).toBe('');
    expect(repositoryIdOf('deliver/github.com/acme/shop.js')).toBe('');
  });

  test('says whether it came from an issue, and from which', () => {
    expect(issueIn(issueDeliverId(SHOP, 12))).toEqual({
      host: 'github.com',
      owner: 'acme',
      name: 'shop.js',
      number: 12,
    });
    // A file's slug may be a number.
    expect(issueIn(localDeliverId(LOCAL, '12'))).toBeNull();
    expect(issueIn('deliver/github.com/acme/shop.js/new')).toBeNull();
  });
});

describe("a repository's id", () => {
  test('tells owner and name apart, and is a name for a folder', () => {
    const dashed = forgeRepositoryId({ ...SHOP, owner: 'a-b', name: 'c' });
    expect(forgeRepositoryId({ ...SHOP, owner: 'a', name: 'b-c' })).not.toBe(dashed);
    expect(forgeRepositoryId({ ...SHOP, host: '127.0.0.1:4321' })).toBe('127.0.0.1_4321+acme+shop.js');
  });
});
