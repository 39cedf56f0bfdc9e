import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { execaSync } from 'execa';
import { createBubblewrapSandbox } from '../../../activities/sandbox/bubblewrap.js';
import { findToolchains } from '../../../activities/sandbox/toolchains.js';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { freshFolder, removeFolders, runIn } from './harness.js';

afterAll(removeFolders);

function hostAnswer(program: string, ...args: string[]): string {
  return execaSync(program, args, { cwd: '/' }).stdout;
}

function programIn(folder: string, name: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return join(folder, name);
}

/** Where PATH's program really is, after all links. */
function whereIs(program: string): string {
  return realpathSync(hostAnswer('sh', '-c', `command -v ${program}`));
}

describe('tools of the host', () => {
  test('the same python and node answer inside as outside', async () => {
    const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });
    const ask = 'import sys; print(sys.version, sys.prefix)';
    const result = await runIn(sandbox, `python3 -c '${ask}'; node --version; npm --version`);
    const outside = [hostAnswer('python3', '-c', ask), hostAnswer('node', '--version'), hostAnswer('npm', '--version')];
    expect(result.output).toBe(`${outside.join('\n')}\n`);
  });

  test('a PATH of one folder with links to the real programs works as well', async () => {
    const bin = join(freshFolder(), 'bin');
    mkdirSync(bin);
    const python = join(hostAnswer('python3', '-c', 'import sys; print(sys.prefix)'), 'bin/python3');
    symlinkSync(python, join(bin, 'python3'));
    symlinkSync(whereIs('node'), join(bin, 'node'));
    symlinkSync(whereIs('npm'), join(bin, 'npm'));
    symlinkSync(whereIs('git'), join(bin, 'git'));
    const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap(), hostEnv: { PATH: bin } });
    const result = await runIn(
      sandbox,
      'python3 -c "import sys; print(sys.prefix)"; node --version; npm --version; git version',
    );
    expect(result.output.split('\n')).toEqual([
      dirname(dirname(python)),
      hostAnswer('node', '--version'),
      hostAnswer('npm', '--version'),
      hostAnswer('git', 'version'),
      '',
    ]);
  });
});

describe('finding a toolchain', () => {
  test('asks a shim where its program lives and binds that place only', async () => {
    const home = freshFolder();
    const sysroot = join(home, '.rustup/toolchains/stable');
    programIn(join(sysroot, 'bin'), 'rustc', 'true');
    programIn(join(home, '.cargo/bin'), 'rustc', `echo ${sysroot}`);
    const found = await findToolchains({ PATH: `${join(home, '.cargo/bin')}:/usr/bin` }, home);
    expect(found.entries.filter((entry) => entry.kind === 'readOnly').map((entry) => entry.source)).toEqual([sysroot]);
    expect(found.path.split(':').slice(1)).toEqual([join(sysroot, 'bin'), '/usr/bin', '/usr/local/bin', '/bin']);
  });

  test.each(['', '/.local', '/..'])(
    'does not offer a program whose place is the home folder plus "%s"',
    async (place) => {
      const home = join(freshFolder(), 'user');
      programIn(join(home, 'shims'), 'go', `echo ${join(home, place)}`);
      const found = await findToolchains({ PATH: join(home, 'shims') }, home);
      expect(found.entries).toEqual([]);
    },
  );

  test('binds the one package of a tool that npm installed in the home folder', async () => {
    const home = freshFolder();
    const packageFolder = join(home, '.npm-global/lib/node_modules/pnpm');
    const program = programIn(join(packageFolder, 'bin'), 'pnpm.cjs', 'true');
    mkdirSync(join(home, '.npm-global/bin'));
    symlinkSync(program, join(home, '.npm-global/bin/pnpm'));
    const found = await findToolchains({ PATH: join(home, '.npm-global/bin') }, home);
    expect(found.entries).toEqual([
      { kind: 'readOnly', source: packageFolder, target: packageFolder },
      { kind: 'symlink', source: program, target: '/opt/nightshift/bin/pnpm' },
    ]);
  });

  test('keeps the first program of a name, although another tool brings one of that name along', async () => {
    const [root, home] = [freshFolder(), freshFolder()];
    programIn(join(root, 'conda/bin'), 'python3', `echo ${join(root, 'conda')}`);
    programIn(join(root, 'conda/bin'), 'node', 'true');
    const node = programIn(join(root, 'node20/bin'), 'node', `echo ${join(root, 'node20')}`);
    const bin = join(root, 'links/bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(join(root, 'conda/bin/python3'), join(bin, 'python3'));
    symlinkSync(node, join(bin, 'node'));
    const found = await findToolchains({ PATH: bin }, home);
    expect(found.entries).toContainEqual({ kind: 'symlink', source: node, target: '/opt/nightshift/bin/node' });
  });
});
