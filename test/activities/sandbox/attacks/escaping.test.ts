// Ways to more rights: other users, other namespaces, the kernel, somebody's terminal.
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { execa, execaSync } from 'execa';
import { createBubblewrapSandbox } from '../../../../activities/sandbox/bubblewrap.js';
import { RESERVED_USER_ID } from '../../../../activities/sandbox/command-user.js';
import { REFUSED_CALLS } from '../../../../activities/sandbox/filter/refused-calls.js';
import { freshFolder, removeFolders, runIn } from '../harness.js';
import { weakenedBubblewrap } from '../weakened-bubblewrap.js';
import { bothWays, isRoot, pythonBothWays, sandbox, worktreeWith } from './both-ways.js';

afterAll(removeFolders);

describe('rights', () => {
  test('no capability is held, nor can be had again', async () => {
    const result = await runIn(sandbox, 'grep -h -e ^Cap -e ^NoNewPrivs /proc/self/status');
    expect(result.output.match(/\t0000000000000000$/gm)).toHaveLength(5);
    expect(result.output).toContain('NoNewPrivs:\t1');
  });

  test('commands belong to no group of the worker', async () => {
    expect((await runIn(sandbox, 'id -G | wc -w; awk "/^Groups/ {print NF - 1}" /proc/self/status')).output).toMatch(
      isRoot ? /^1\n0\n$/ : /^\d+\n\d+\n$/,
    );
  });

  // Without root nobody can make a program that belongs to root.
  const setuidTest = isRoot ? test : null;
  setuidTest?.('a setuid program of root gives nothing', async () => {
    const tools = freshFolder();
    copyFileSync(execaSync('sh', ['-c', 'command -v id']).stdout, join(tools, 'id'));
    chmodSync(join(tools, 'id'), 0o4755);
    chmodSync(tools, 0o755);
    const outside = await execa(join(tools, 'id'), ['-u'], { uid: RESERVED_USER_ID, cwd: '/' });
    expect(outside.stdout).toBe('0');
    const mounts = [{ source: tools, target: '/tools', access: 'readOnly' as const }];
    expect((await runIn(sandbox, '/tools/id -u', { mounts })).output).toBe(`${RESERVED_USER_ID}\n`);
  });
});

describe('namespaces', () => {
  // In a namespace of one's own everybody is root, and much more of the kernel can be called.
  test('none can be made, and nothing mounted in it', async () => {
    const mount = 'unshare --user --map-root-user --mount sh -c "mount -t tmpfs none /tmp && echo mounted"';
    const { outside, inside } = await bothWays(mount);
    expect(outside).toBe('mounted');
    expect(inside).toMatch(/unshare failed: Operation not permitted/);
  });

  test.each([
    ['clone', { x86_64: 56, aarch64: 220 }, '0x10000000 | 17, 0, 0, 0, 0', 'Operation not permitted'],
    [
      'clone3',
      { x86_64: 435, aarch64: 435 },
      'ctypes.c_char_p(bytes([0, 0, 0, 16]).ljust(88, b"\\0")), 88',
      'not implemented',
    ],
  ])('none can be made by %s', async (_name, numbers, values, refusal) => {
    const { outside, inside } = await pythonBothWays(`import ctypes, os, platform
libc = ctypes.CDLL(None, use_errno=True)
pid = libc.syscall(${JSON.stringify(numbers)}[platform.machine()], ${values})
if pid == 0: os._exit(0)
print('made' if pid > 0 else os.strerror(ctypes.get_errno()))
`);
    expect(outside).toBe('made');
    expect(inside).toContain(refusal);
  });

  test('no other can be entered', async () => {
    const { inside } = await bothWays('nsenter --target 1 --mount true');
    expect(inside).toMatch(/Operation not permitted|Permission denied/);
  });
});

// Kernels since 6.2 can be told to refuse it outside too, to all but root.
test('nothing can be typed into a terminal', async () => {
  const { outside, inside } = await pythonBothWays(`import fcntl, os, pty, termios
pid, terminal = pty.fork()
if pid == 0:
    try:
        fcntl.ioctl(0, termios.TIOCSTI, b'x')
        print('typed', flush=True)
    except OSError as error: print(error.strerror, flush=True)
    os._exit(0)
try:
    while text := os.read(terminal, 100): print(text.decode())
except OSError: pass
`);
  expect(outside).toMatch(/typed|Input\/output error/);
  expect(inside).toContain('Operation not permitted');
});

describe('the filter of system calls', () => {
  const processor = process.arch === 'arm64' ? 'arm64' : 'x64';
  const errors = { EPERM: 1, ENOSYS: 38, EAFNOSUPPORT: 97 };
  const plain = REFUSED_CALLS.filter((refusal) => refusal.when === undefined).flatMap((refusal) =>
    refusal.calls.flatMap((call) => {
      const number = call[processor];
      return number === null ? [] : [{ name: call.name, number, error: errors[refusal.error] }];
    }),
  );

  test('refuses each call of the table in the way that the table says', async () => {
    const worktree = worktreeWith(`import ctypes, json
libc = ctypes.CDLL(None, use_errno=True)
for call in json.loads('''${JSON.stringify(plain)}'''):
    libc.syscall(call['number'], *[ctypes.c_long(-1)] * 6)
    if ctypes.get_errno() != call['error']: print(call['name'], ctypes.get_errno())
print('done')
`);
    expect((await runIn(sandbox, 'python3 attack.py', { worktree })).output).toBe('done\n');
  });

  test('is what refuses them: the same sandbox without it lets them through', async () => {
    // The descriptor with the filter is then only held open.
    const bwrapPath = await weakenedBubblewrap('--seccomp', '--sync-fd');
    const program = `import ctypes, os, socket
libc = ctypes.CDLL(None, use_errno=True)
print(libc.syscall(425, 1, None), os.strerror(ctypes.get_errno()))
`;
    const worktree = worktreeWith(program);
    const open = await runIn(createBubblewrapSandbox({ bwrapPath }), 'python3 attack.py', { worktree });
    expect(open.output).toBe('-1 Bad address\n');
    expect((await runIn(sandbox, 'python3 attack.py', { worktree })).output).toBe('-1 Function not implemented\n');
  });

  // `int 0x80` is how 32-bit programs call on x64; the filter's numbers mean other calls there.
  const otherWay = processor === 'x64' ? test : null;
  otherWay?.('ends a program that calls in the way of another architecture', async () => {
    const { outside, inside } = await pythonBothWays(`import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex('b814000000cd80c3'))
print('got', ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))() > 0)
`);
    expect(outside).toBe('got True');
    expect(inside).toBe('Bad system call');
  });
});
