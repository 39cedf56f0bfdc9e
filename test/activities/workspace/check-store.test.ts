import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkStore } from '../../../activities/workspace/check-store.js';
import { parseStore } from '../../../activities/workspace/store-address.js';
import { requireStore } from '../../../workers/require-store.js';
import { git, temporaryFolder, userRepository } from './repositories.js';

describe('the name of the store', () => {
  it.each([
    ['/srv/stores', 'folder'],
    ['file:///srv/store.git', 'file'],
    ['https://git.example/store.git', 'https'],
    ['https://me@git.example/store.git', 'https'],
    ['ssh://git@git.example:2222/store.git', 'ssh'],
    ['git@git.example:team/store.git', 'ssh'],
    ['http://127.0.0.1:8080/store.git', 'http'],
    ['http://[::1]/store.git', 'http'],
  ])('%s means %s', (text, meaning) => {
    const address = parseStore(text);
    expect(address.kind === 'folder' ? 'folder' : address.protocol).toBe(meaning);
  });

  it.each([
    ['stores', 'neither an absolute path nor a URL; name an absolute path'],
    ['~/stores', 'neither an absolute path nor a URL'],
    ['', 'neither an absolute path nor a URL'],
    ['--upload-pack=touch /evil', 'neither an absolute path nor a URL'],
    ['ext::sh -c "touch /evil"', 'cannot be reached by "ext"'],
    ['git://git.example/store.git', 'cannot be reached by "git"'],
    ['http://git.example/store.git', 'would send commits to git.example unencrypted; use https'],
    ['https://me:s3cret@git.example/store.git', 'put it into NIGHTSHIFT_STORE_TOKEN'],
  ])('%s is refused, and the way out is said', (text, message) => {
    expect(() => parseStore(text)).toThrow(message);
    expect(() => parseStore(text)).not.toThrow('s3cret');
  });
});

describe('checking the store', () => {
  it('makes the folder, and says where it is', async () => {
    const store = join(temporaryFolder(), 'new', 'stores');
    expect(await checkStore({ store })).toBe(store);
    const bare = join(temporaryFolder(), 'store.git');
    git(temporaryFolder(), 'init', '--quiet', '--bare', bare);
    expect(await checkStore({ store: `file://${bare}` })).toBe(`file://${bare}`);
  });

  it('refuses a folder that cannot be one', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(checkStore({ store: join(file, 'stores') })).rejects.toThrow('name another by NIGHTSHIFT_STORE');
  });

  it('refuses a folder that is itself a repository, and says how it is named', async () => {
    const bare = join(temporaryFolder(), 'store.git');
    git(temporaryFolder(), 'init', '--quiet', '--bare', bare);
    await expect(checkStore({ store: bare })).rejects.toThrow(`or this one as file://${bare}`);
  });

  it('tells the person who starts a worker what is wrong with a URL', async () => {
    const starting = requireStore({ store: 'file:///nowhere/store.git' });
    await expect(starting).rejects.toMatchObject({
      name: 'SetupProblem',
      message: expect.stringMatching(/^the store file:\/\/\/nowhere\/store\.git cannot be reached; check that a bare/),
    });
    await expect(requireStore({ store: 'http://127.0.0.1:9/s.git' })).rejects.toThrow('NIGHTSHIFT_STORE_TOKEN');
  });

  it('asks no question and waits for nobody where ssh does not get in', async () => {
    const before = process.env['GIT_SSH_COMMAND'];
    process.env['GIT_SSH_COMMAND'] = 'sh -c "echo no way in >&2; exit 255"';
    try {
      await expect(checkStore({ store: 'git@git.example:store.git' })).rejects.toThrow(/ssh logs in there.*no way in/s);
    } finally {
      if (before === undefined) delete process.env['GIT_SSH_COMMAND'];
      else process.env['GIT_SSH_COMMAND'] = before;
    }
  });

  it('is not sent elsewhere by settings of a repository around the place where it is asked', async () => {
    const user = userRepository();
    git(user, 'config', 'url.file:///nowhere/.insteadOf', 'file:///');
    expect(() => execFileSync('git', ['ls-remote', `file://${user}`], { cwd: user, stdio: 'pipe' })).toThrow();
    expect(await checkStore({ store: `file://${user}` })).toBe(`file://${user}`);
  });
});
