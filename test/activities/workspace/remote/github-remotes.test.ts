import { describe, expect, it } from '@jest/globals';
import type { GitHub } from '../../../../activities/forge/github/github.js';
import { githubRemotes } from '../../../../activities/workspace/remote/github-remotes.js';
import { repositoryNamed, repositoryRefOf } from '../../../../core/github-address.js';
import type { ForgeRepository } from '../../../../core/repository.js';

const SETTINGS = { host: 'github.example.com', webUrl: null };
const SHOP = repositoryRefOf(SETTINGS, repositoryNamed(SETTINGS, 'octo/shop'));

function asked(answer: Awaited<ReturnType<GitHub['token']>> = { ok: true, value: 'a-token' }) {
  const repositories: ForgeRepository[] = [];
  const token = async (repository: ForgeRepository) => {
    repositories.push(repository);
    return answer;
  };
  return { remotes: githubRemotes({ token }, SETTINGS), repositories };
}

describe("git's way to GitHub", () => {
  it('is the address of the repository, with the token in the environment of git alone', async () => {
    expect(SHOP).toEqual({
      url: 'https://github.example.com/octo/shop.git',
      id: 'github.example.com+octo+shop',
      name: 'octo/shop',
      forge: { kind: 'github', host: 'github.example.com', owner: 'octo', name: 'shop' },
    });
    const access = await asked().remotes.access(SHOP);
    expect(access.environment).toMatchObject({ GIT_ALLOW_PROTOCOL: 'https' });
    expect(Object.values(access.environment)).toContain('a-token');
    expect(access.config.join(' ')).toContain('credential.https://github.example.com.helper=');
    expect(access.config.join(' ')).not.toContain('a-token');
  });

  it('asks for the token of the fork where that is pushed to', async () => {
    const { remotes, repositories } = asked();
    await remotes.access(SHOP, { kind: 'fork', owner: 'helper' });
    expect(repositories).toEqual([{ ...SHOP.forge, owner: 'helper' }]);
  });

  it.each([
    'https://elsewhere.example.com/octo/shop.git',
    'http://github.example.com/octo/shop.git',
    'file:///tmp/shop.git',
    'octo/shop',
  ])("takes the token to no address but the operator's: not to %s", async (url) => {
    const { remotes, repositories } = asked();
    await expect(remotes.access({ ...SHOP, url })).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringMatching(/octo\/shop is not at https:\/\/github\.example\.com,.*correct github\.host/),
    });
    expect(repositories).toEqual([]);
  });

  it('says in the words of the forge why there is no token', async () => {
    const refusal = { ok: false, reason: 'unauthorized', message: 'GITHUB_TOKEN is not set', log: null } as const;
    await expect(asked(refusal).remotes.access(SHOP)).rejects.toMatchObject({
      reason: 'unreadable',
      message: 'GITHUB_TOKEN is not set',
    });
  });
});
