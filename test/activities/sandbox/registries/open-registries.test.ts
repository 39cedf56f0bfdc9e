// The way to registries as it stands outside, for one run.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { findCommandUser, RESERVED_USER_ID } from '../../../../activities/sandbox/command-user.js';
import { openRegistries, type RegistryAccess } from '../../../../activities/sandbox/registries/open-registries.js';
import { freshFolder, removeFolders } from '../harness.js';
import { ask, throughTunnel } from './harness.js';

const opened: RegistryAccess[] = [];

afterEach(async () => {
  for (const access of opened.splice(0)) await access.close();
});
afterAll(removeFolders);

async function open(told: string[] = []): Promise<RegistryAccess> {
  const options = { hostEnv: {}, home: freshFolder(), registries: [] };
  const access = await openRegistries(options, (host) => told.push(host));
  opened.push(access);
  return access;
}

test('only the user that runs commands may connect', async () => {
  const access = await open();
  const { uid, mode } = statSync(join(access.entries[0]?.source ?? '', 'proxy.sock'));
  expect(mode & 0o777).toBe(0o600);
  expect(uid).toBe(findCommandUser().kind === 'reserved' ? RESERVED_USER_ID : process.getuid?.());
});

test('nothing is left when it is closed, not even a request under way', async () => {
  const access = await open();
  const folder = access.entries[0]?.source ?? '';
  const asking = ask(join(folder, 'proxy.sock'), 'GET http://half.example/ HTTP/1.1\r\n');
  await access.close();
  expect(await asking).toBe('');
  expect(existsSync(folder)).toBe(false);
});

test('runs have proxies of their own, which tell of their own refusals', async () => {
  const [first, second]: [string[], string[]] = [[], []];
  const [one, other] = await Promise.all([open(first), open(second)]);
  await ask(join(one.entries[0]?.source ?? '', 'proxy.sock'), throughTunnel('one.example:443', ''));
  await ask(join(other.entries[0]?.source ?? '', 'proxy.sock'), throughTunnel('other.example:443', ''));
  expect([first, second]).toEqual([['one.example'], ['other.example']]);
});

test('where it cannot be opened, the sandbox cannot be used, says why, and leaves nothing behind', async () => {
  // The name of a Unix socket has about a hundred characters.
  const temporary = join(freshFolder(), 'x'.repeat(100));
  mkdirSync(temporary);
  const opening = openRegistries({ hostEnv: {}, home: freshFolder(), registries: [], temporary }, () => undefined);
  await expect(opening).rejects.toMatchObject({
    type: 'SandboxUnavailable',
    message: expect.stringMatching(/^package registries cannot be opened to setup: .* set TMPDIR to a shorter folder$/),
  });
  expect(readdirSync(temporary)).toEqual([]);
});
