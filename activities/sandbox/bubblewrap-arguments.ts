// The command line of bubblewrap for one run: what is isolated, what is there, and what the command is. Pure.
// Every option is known to bubblewrap 0.8.0, the oldest version that is used.
import { FIRST_INPUT_DESCRIPTOR, STATUS_DESCRIPTOR } from './contained-process.js';
import type { SandboxEntry } from './entry.js';

export const WORKDIR = '/w';
export const INSIDE_HOME = '/home/s';
/** Space of /tmp, of the home folder and of /dev/shm; they live in memory. */
const TMP_BYTES_MAX = 1_000_000_000;
const HOME_BYTES_MAX = 1_000_000_000;
const SHARED_MEMORY_BYTES_MAX = 256_000_000;
const SCRATCH_BYTES_MAX = 1_000_000_000;
const USER_ID = 1000;

/** Small files of /etc that are ours, so that nothing is told about the host's users. */
const SYNTHETIC_FILES = [
  {
    target: '/etc/passwd',
    text:
      `s:x:${USER_ID}:${USER_ID}:sandbox:${INSIDE_HOME}:/bin/sh\n` +
      'root:x:0:0:root:/:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  },
  { target: '/etc/group', text: `s:x:${USER_ID}:\nroot:x:0:\nnogroup:x:65534:\n` },
  { target: '/etc/nsswitch.conf', text: 'passwd: files\ngroup: files\nhosts: files\n' },
  { target: '/etc/hosts', text: '127.0.0.1 localhost nightshift\n::1 localhost\n' },
];

export interface BubblewrapPlan {
  entries: SandboxEntry[];
  worktree: string;
  env: Record<string, string>;
  /** The program and its arguments. */
  command: string[];
}

/** Arguments, and the texts that bubblewrap then reads from the input descriptors in this order. */
export function bubblewrapArguments(plan: BubblewrapPlan): { args: string[]; inputs: string[] } {
  const env = Object.entries(plan.env).flatMap(([name, value]) => ['--setenv', name, value]);
  const args = [
    ...isolation(),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...tmpfs('/dev/shm', SHARED_MEMORY_BYTES_MAX, '1777'),
    ...['--remount-ro', '/dev'],
    ...tmpfs('/tmp', TMP_BYTES_MAX, '1777'),
    ...tmpfs(INSIDE_HOME, HOME_BYTES_MAX, '0755'),
    ...['--bind', plan.worktree, WORKDIR],
    ...plan.entries.flatMap(entryArguments),
    ...SYNTHETIC_FILES.flatMap((file, index) => [
      '--ro-bind-data',
      String(FIRST_INPUT_DESCRIPTOR + index),
      file.target,
    ]),
    // Last, since every mount point above had to be made in it.
    ...['--remount-ro', '/'],
    '--clearenv',
    ...env,
    ...['--chdir', WORKDIR, '--json-status-fd', String(STATUS_DESCRIPTOR), '--'],
    ...plan.command,
  ];
  return { args, inputs: SYNTHETIC_FILES.map((file) => file.text) };
}

function isolation(): string[] {
  return [
    ...['--unshare-all', '--unshare-user', '--disable-userns'],
    ...['--uid', String(USER_ID), '--gid', String(USER_ID), '--hostname', 'nightshift'],
    // The command's shell is process 1: when it ends or is killed, the kernel ends all others before anyone is told.
    ...['--cap-drop', 'ALL', '--new-session', '--die-with-parent', '--as-pid-1'],
  ];
}

function tmpfs(target: string, bytesMax: number, mode: string): string[] {
  return ['--perms', mode, '--size', String(bytesMax), '--tmpfs', target];
}

const ENTRY_OPTIONS = { readOnly: '--ro-bind', writable: '--bind', symlink: '--symlink' } as const;

function entryArguments(entry: SandboxEntry): string[] {
  if (entry.kind === 'scratch') return tmpfs(entry.target, SCRATCH_BYTES_MAX, '0755');
  return [ENTRY_OPTIONS[entry.kind], entry.source, entry.target];
}
