// What hostile code would like to read: secrets of the host, of the operator, and of other candidates.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { execaSync } from 'execa';
import { homeIn } from '../../../../activities/home.js';
import { createBubblewrapSandbox } from '../../../../activities/sandbox/bubblewrap.js';
import { testBubblewrap } from '../../../setup/bubblewrap.js';
import { freshFolder, removeFolders, runIn } from '../harness.js';
import { weakenedBubblewrap } from '../weakened-bubblewrap.js';
import { bothWays, isRoot, pythonBothWays, sandbox, worktreeWith } from './both-ways.js';

const SECRET = 'host-secret-5171';

afterAll(removeFolders);

function secretIn(folder: string, name = 'key'): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), SECRET);
  return join(folder, name);
}

describe('files of the host', () => {
  test('a file outside the worktree is not there', async () => {
    const { outside, inside } = await bothWays(`cat ${secretIn(freshFolder())}`);
    expect(outside).toBe(SECRET);
    expect(inside).not.toContain(SECRET);
  });

  test('no `..` leads out of the worktree', async () => {
    const secret = secretIn(freshFolder());
    const { outside, inside } = await bothWays(`cat ../../../../../../../..${secret}`);
    expect(outside).toBe(SECRET);
    expect(inside).not.toContain(SECRET);
  });

  test('a symbolic link in the worktree leads nowhere', async () => {
    const worktree = freshFolder();
    symlinkSync(secretIn(freshFolder()), join(worktree, 'link'));
    const { outside, inside } = await bothWays('cat link', { worktree });
    expect(outside).toBe(SECRET);
    expect(inside).not.toContain(SECRET);
  });

  test('no hard link can be made to what lies in another mount, be it on the same disk', async () => {
    const source = freshFolder();
    const secret = secretIn(source);
    const mounts = [{ source, target: '/deps', access: 'readOnly' as const }];
    const { outside, inside } = await bothWays('ln /deps/key link && ls', { mounts });
    expect(outside).toBe('link');
    expect(inside).toContain('Invalid cross-device link');
    expect(statSync(secret).nlink).toBe(2);
  });

  test('neither password hashes, nor private keys, nor the home folder can be seen', async () => {
    const home = homedir();
    const names = `/etc/shadow /etc/ssl/private /var /run /srv ${home}/.ssh ${home}/.config ${home}/.npmrc ${home}/.cache`;
    const { outside, inside } = await bothWays(`ls -d ${names} 2>/dev/null`);
    expect(outside).toContain('/etc/shadow');
    expect(inside).toBe('');
  });

  test('the users of the host are unknown', async () => {
    const { outside, inside } = await bothWays('wc -l < /etc/passwd; id -un');
    expect(outside).not.toBe(inside);
    expect(inside).toBe('3\ns');
  });
});

describe("Nightshift's own", () => {
  test("neither the ledger, nor the store, nor another candidate's worktree can be reached", async () => {
    const root = freshFolder();
    const folders = { state: join(root, 'state'), cache: join(root, 'cache'), config: join(root, 'config.yml') };
    const home = homeIn(folders);
    const worktree = join(home.cache, 'worktrees/first');
    mkdirSync(worktree, { recursive: true });
    const secrets = [
      secretIn(dirname(home.ledger), 'ledger.db'),
      secretIn(home.store, 'project.git/refs/heads/main'),
      secretIn(home.cache, 'worktrees/second/answer.js'),
    ];
    const search = `cat ${secrets.join(' ')} ../second/answer.js; find / -xdev -name answer.js -newermt 2020-01-01 2>/dev/null`;
    const { outside, inside } = await bothWays(`cat ${secrets.join(' ')} ../second/answer.js 2>/dev/null`, {
      worktree,
    });
    expect(outside).toBe(SECRET.repeat(4));
    expect(inside).toBe('');
    expect((await runIn(sandbox, search, { worktree })).output).not.toMatch(/host-secret|^\/.*answer\.js/m);
  });
});

describe('processes of the host', () => {
  test('the environment of others cannot be read', async () => {
    const other = spawn('sleep', ['30'], { env: { PATH: process.env['PATH'], TOKEN: SECRET }, stdio: 'ignore' });
    await once(other, 'spawn');
    const look = `cat /proc/${other.pid}/environ /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c ${SECRET}`;
    const { outside, inside } = await bothWays(look);
    other.kill('SIGKILL');
    expect(Number(outside)).toBeGreaterThan(0);
    expect(inside).toBe('0');
  });

  test('neither their command lines nor their number can be seen', async () => {
    const { outside, inside } = await bothWays("cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
    expect(outside).toContain('jest');
    expect(inside).not.toContain('jest');
  });

  test('a process outside cannot be traced', async () => {
    const permission =
      'import ctypes, time; ctypes.CDLL(None).prctl(0x59616d61, -1); print(1, flush=True); time.sleep(30)';
    const other = spawn('python3', ['-c', permission], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(other.stdout, 'data');
    const { outside, inside } = await pythonBothWays(
      `import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n` +
        `attached = libc.ptrace(16, ${other.pid}, None, None)\n` +
        `print('attached' if attached == 0 else os.strerror(ctypes.get_errno()))`,
    );
    other.kill('SIGKILL');
    expect(outside).toBe('attached');
    expect(inside).toBe('No such process');
  });

  test('no descriptor but the standard ones is inherited', async () => {
    const result = await runIn(sandbox, 'ls /proc/self/fd');
    // The fourth is the folder that is listed.
    expect(result.output).toBe('0\n1\n2\n3\n');
  });
});

// Who logs in is given a keyring for the session, which all processes that come from it can read.
describe("the kernel's keyrings", () => {
  const CALLS = `import ctypes, os, platform, sys
libc = ctypes.CDLL(None, use_errno=True)
ADD_KEY, KEYCTL = (248, 250) if platform.machine() == 'x86_64' else (217, 219)
SESSION, JOIN, SEARCH, READ = -3, 1, 10, 11
NAME, SECRET = b'nightshift-attack', b'${SECRET}'
`;
  const read = `${CALLS}key = libc.syscall(KEYCTL, SEARCH, ctypes.c_int(SESSION), b'user', NAME, 0)
text = ctypes.create_string_buffer(100)
if key < 0 or libc.syscall(KEYCTL, READ, key, text, 100) < 0: print(os.strerror(ctypes.get_errno()))
else: print(text.value.decode())
`;

  /** Starts bubblewrap from a session that has a key. */
  async function fromSessionWithKey(bubblewrap: string): Promise<string> {
    const python = execaSync('python3', ['-c', 'import sys; print(sys.executable)']).stdout;
    const start = `${CALLS}libc.syscall(KEYCTL, JOIN, None)
libc.syscall(ADD_KEY, b'user', NAME, SECRET, len(SECRET), ctypes.c_int(SESSION))
os.execv('${bubblewrap}', ['${bubblewrap}'] + sys.argv[1:])
`;
    const program = join(freshFolder(), 'bwrap');
    writeFileSync(program, `#!${python}\n${start}`, { mode: 0o755 });
    return program;
  }

  test("a key of the worker's session cannot be read, and it is the filter that keeps it away", async () => {
    const worktree = worktreeWith(read);
    const unfiltered = await fromSessionWithKey(await weakenedBubblewrap('--seccomp', '--sync-fd'));
    const open = createBubblewrapSandbox({ bwrapPath: unfiltered });
    expect((await runIn(open, 'python3 attack.py', { worktree })).output).toBe(`${SECRET}\n`);
    const closed = createBubblewrapSandbox({ bwrapPath: await fromSessionWithKey(await testBubblewrap()) });
    expect((await runIn(closed, 'python3 attack.py', { worktree })).output).toBe('Operation not permitted\n');
  });
});

// Only root can make device nodes, so only a worker that is root could have one in a worktree.
const deviceTest = isRoot && existsSync('/dev/zero') ? test : null;
deviceTest?.('a device node in the worktree opens nothing, and none can be made', async () => {
  const worktree = freshFolder();
  const { outside, inside } = await bothWays('mknod zero c 1 5; head -c 3 zero | wc -c', { worktree });
  expect(outside).toBe('3');
  expect(inside).toMatch(/File exists[\s\S]*Permission denied[\s\S]*0$/);
  expect((await runIn(sandbox, 'mknod other c 1 5')).output).toContain('Operation not permitted');
});
