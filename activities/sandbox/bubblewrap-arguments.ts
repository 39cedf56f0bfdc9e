// The command line of bubblewrap for one run: what is isolated, what is there, and what the command is. Pure.
// Every option but those of overlays is known to bubblewrap 0.8.0, the oldest version that is used.
import { dirname } from 'node:path';
import type { CommandUser } from './command-user.js';
import { FIRST_INPUT_DESCRIPTOR, STATUS_DESCRIPTOR } from './contained-process.js';
import { asReservedUser, ENV_FOR_DROPPING, KEPT_FOR_DROPPING } from './drop-root.js';
import type { SandboxEntry } from './entry.js';
import { syntheticFiles } from './synthetic-files.js';

export const WORKDIR = '/w';
export const INSIDE_HOME = '/home/s';
/** Space of /tmp, of the home folder and of /dev/shm; they live in memory. */
const TMP_BYTES_MAX = 1_000_000_000;
const HOME_BYTES_MAX = 1_000_000_000;
const SHARED_MEMORY_BYTES_MAX = 256_000_000;
const SCRATCH_BYTES_MAX = 1_000_000_000;
/** What bubblewrap makes as root is root's. The commands of a run are all there is to share it with. */
const FOLDER_MODES = { own: '0755', reserved: '0777' } as const;

export interface BubblewrapPlan {
  entries: SandboxEntry[];
  worktree: string;
  env: Record<string, string>;
  user: CommandUser;
  /** The program of `systemCallFilter`, or null for none. */
  filter: Buffer | null;
  /** The program and its arguments. */
  command: string[];
}

/** Arguments, and what bubblewrap then reads from the input descriptors in this order. */
export function bubblewrapArguments(plan: BubblewrapPlan): { args: string[]; inputs: (string | Buffer)[] } {
  const { entries, user, filter } = plan;
  const folderMode = FOLDER_MODES[user.kind];
  const files = syntheticFiles(user.id, INSIDE_HOME);
  const { command, env } = user.kind === 'reserved' ? droppingRoot(plan) : plan;
  const args = [
    ...isolation(user),
    ...parentFolders([...entries, ...files]),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...tmpfs('/dev/shm', SHARED_MEMORY_BYTES_MAX, '1777'),
    ...['--remount-ro', '/dev'],
    ...tmpfs('/tmp', TMP_BYTES_MAX, '1777'),
    ...tmpfs(INSIDE_HOME, HOME_BYTES_MAX, folderMode),
    ...['--bind', plan.worktree, WORKDIR],
    ...entries.flatMap((entry) => entryArguments(entry, folderMode)),
    ...files.flatMap((file, index) => fileArguments(FIRST_INPUT_DESCRIPTOR + index, file.target)),
    // Last, since every mount point above had to be made in it.
    ...['--remount-ro', '/'],
    ...(filter === null ? [] : ['--seccomp', String(FIRST_INPUT_DESCRIPTOR + files.length)]),
    '--clearenv',
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--chdir', WORKDIR, '--json-status-fd', String(STATUS_DESCRIPTOR), '--'],
    ...command,
  ];
  return { args, inputs: [...files.map((file) => file.text), ...(filter === null ? [] : [filter])] };
}

function droppingRoot({ command, env }: BubblewrapPlan): Pick<BubblewrapPlan, 'command' | 'env'> {
  return { command: asReservedUser(command, env), env: ENV_FOR_DROPPING };
}

function isolation(user: CommandUser): string[] {
  const id = String(user.id);
  return [
    ...['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try'],
    ...(user.kind === 'own' ? ['--unshare-user', '--disable-userns', '--uid', id, '--gid', id] : []),
    ...['--cap-drop', 'ALL'],
    ...(user.kind === 'reserved' ? KEPT_FOR_DROPPING.flatMap((name) => ['--cap-add', name]) : []),
    // The command's shell is process 1: when it ends or is killed, the kernel ends all others before anyone is told.
    ...['--hostname', 'nightshift', '--new-session', '--die-with-parent', '--as-pid-1'],
  ];
}

/** Made first: bubblewrap would close those that it makes on its own to all but their owner. */
function parentFolders(placed: readonly { target: string }[]): string[] {
  const folders = new Set(placed.flatMap(({ target }) => ancestors(target)));
  return [...folders].sort().flatMap((folder) => ['--perms', '0755', '--dir', folder]);
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === '/' ? [] : [...ancestors(parent), parent];
}

function fileArguments(descriptor: number, target: string): string[] {
  return ['--perms', '0644', '--ro-bind-data', String(descriptor), target];
}

function tmpfs(target: string, bytesMax: number, mode: string): string[] {
  return ['--perms', mode, '--size', String(bytesMax), '--tmpfs', target];
}

function entryArguments(entry: SandboxEntry, folderMode: string): string[] {
  switch (entry.kind) {
    case 'readOnly':
      return ['--ro-bind', entry.source, entry.target];
    case 'writable':
      return ['--bind', entry.source, entry.target];
    case 'symlink':
      return ['--symlink', entry.source, entry.target];
    case 'scratch':
      return tmpfs(entry.target, SCRATCH_BYTES_MAX, folderMode);
    case 'overlay':
      return ['--overlay-src', entry.source, '--overlay', entry.changes.upper, entry.changes.work, entry.target];
  }
}
