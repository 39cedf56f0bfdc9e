// What hostile code would like to change: the system, mounts that are read-only, and places behind links.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { RESERVED_USER_ID } from '../../../../activities/sandbox/command-user.js';
import { freshFolder, removeFolders, runIn } from '../harness.js';
import { bothWays, isRoot, sandbox } from './both-ways.js';

afterAll(removeFolders);

test('nothing can be written but worktree, home and temporary folder', async () => {
  const places = '/ /usr /usr/bin /etc /dev /opt /home /proc/sys/kernel/hostname /proc/sys/kernel/core_pattern';
  const command = `for d in ${places}; do (: > $d/x || : > $d) 2>/dev/null && echo wrote $d; done; : > /w/x && echo fine`;
  expect((await runIn(sandbox, command)).output).toBe('fine\n');
});

test('a file of the host cannot be changed through a link', async () => {
  const victim = join(freshFolder(), 'victim');
  writeFileSync(victim, 'kept');
  const attack = `ln -sf ${victim} link; echo lost > link; cat ${victim}`;
  expect((await bothWays(attack)).outside).toBe('lost');
  writeFileSync(victim, 'kept');
  await runIn(sandbox, attack);
  expect(readFileSync(victim, 'utf8')).toBe('kept');
});

test('a read-only mount stays as it is', async () => {
  const source = freshFolder();
  const mounts = [{ source, target: '/w/node_modules', access: 'readOnly' as const }];
  const attack =
    'mount -o remount,rw /w/node_modules; echo lost > node_modules/a; rm -rf node_modules/b; chmod 777 node_modules';
  for (const name of ['a', 'b']) writeFileSync(join(source, name), 'kept');
  const { outside } = await bothWays(`${attack} 2>/dev/null; cat node_modules/a`, { mounts });
  expect(outside).toContain('lost');
  for (const name of ['a', 'b']) writeFileSync(join(source, name), 'kept');
  await runIn(sandbox, attack, { mounts });
  expect(['a', 'b'].map((name) => readFileSync(join(source, name), 'utf8'))).toEqual(['kept', 'kept']);
});

test('a link in the place of a mount is replaced, not followed', async () => {
  const [worktree, source, elsewhere] = [freshFolder(), freshFolder(), freshFolder()];
  writeFileSync(join(source, 'a'), 'from the mount');
  symlinkSync(elsewhere, join(worktree, 'node_modules'));
  const mounts = [{ source, target: '/w/node_modules', access: 'readOnly' as const }];
  const result = await runIn(sandbox, 'cat node_modules/a', { worktree, mounts });
  expect(result.output).toBe('from the mount');
  expect(existsSync(join(elsewhere, 'a'))).toBe(false);
});

test('a folder that a command closes is open to the next one, which could not be started otherwise', async () => {
  const [worktree, source] = [freshFolder(), freshFolder()];
  writeFileSync(join(source, 'a'), 'from the mount');
  await runIn(sandbox, 'mkdir packages; chmod 0 packages .', { worktree });
  // Root alone would come by.
  await expect(execa('/bin/ls', [worktree], isRoot ? { uid: RESERVED_USER_ID, cwd: '/' } : {})).rejects.toThrow(
    'denied',
  );
  const mounts = [{ source, target: '/w/packages/deps', access: 'readOnly' as const }];
  const result = await runIn(sandbox, 'ls; cat packages/deps/a', { worktree, mounts });
  expect(result.output).toBe('packages\nfrom the mount');
});

test('a folder in the place of a mounted file is replaced, however deep it is', async () => {
  const [worktree, source] = [freshFolder(), freshFolder()];
  writeFileSync(join(source, 'a'), 'from the mount');
  const dig = 'mkdir settings; cd settings; for i in $(seq 60); do mkdir $0; cd $0; done';
  execFileSync('bash', ['-c', dig, 'd'.repeat(200)], { cwd: worktree });
  await expect(rm(join(worktree, 'settings'), { recursive: true })).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
  const mounts = [{ source: join(source, 'a'), target: '/w/settings', access: 'readOnly' as const }];
  const result = await runIn(sandbox, 'cat settings', { worktree, mounts });
  expect(result).toMatchObject({ exitCode: 0, output: 'from the mount' });
});

test('a link on the way to a mount stops the run before anything is made behind it', async () => {
  const [worktree, source, elsewhere] = [freshFolder(), freshFolder(), freshFolder()];
  symlinkSync(elsewhere, join(worktree, 'packages'));
  const mounts = [{ source, target: '/w/packages/deps', access: 'readOnly' as const }];
  const result = await runIn(sandbox, 'true', { worktree, mounts });
  expect(result).toMatchObject({ exitCode: 126, output: expect.stringContaining('/w/packages is not a folder') });
  expect(existsSync(join(elsewhere, 'deps'))).toBe(false);
});
