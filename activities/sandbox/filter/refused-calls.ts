// The system calls that the sandbox refuses, with the reason for each group. Everything else is allowed: tests and
// builds use far more calls than one could list, and namespaces, lost capabilities and limits stand behind this table.

/** Numbers differ between processors; null where a processor has no such call. */
export interface SystemCall {
  name: string;
  x64: number | null;
  arm64: number | null;
}

/** Looks at the lower 32 bits of an argument, as the kernel does for the calls in the table. */
export type ArgumentTest =
  | { argument: number; hasAnyOf: number }
  | { argument: number; isOneOf: readonly number[] }
  | { argument: number; isNoneOf: readonly number[] };

export interface Refusal {
  why: string;
  error: 'EPERM' | 'ENOSYS' | 'EAFNOSUPPORT';
  calls: readonly SystemCall[];
  /** Refused only where this holds. */
  when?: ArgumentTest;
}

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; NEWTIME is 0x80. */
const NEW_NAMESPACES = 0x7e02_0000;
const NEW_TIME_NAMESPACE = 0x80;
/** Both put characters into a terminal's input, as if its user had typed them. */
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
/** Unix, IPv4, IPv6, and netlink, by which runtimes list the network's interfaces. */
const SOCKET_FAMILIES = [1, 2, 10, 16];

export const REFUSED_CALLS: readonly Refusal[] = [
  {
    why: 'Keyrings belong to a user or a session, not to a namespace: keys of the worker would be in reach.',
    error: 'EPERM',
    calls: [call('add_key', 248, 217), call('request_key', 249, 218), call('keyctl', 250, 219)],
  },
  {
    why: 'Ways into the kernel with a long history of holes, which no test or build needs.',
    error: 'EPERM',
    calls: [call('bpf', 321, 280), call('perf_event_open', 298, 241), call('userfaultfd', 323, 282)],
  },
  {
    why: 'Loading code into the kernel, or another kernel.',
    error: 'EPERM',
    calls: [
      ...[call('kexec_load', 246, 104), call('kexec_file_load', 320, 294)],
      ...[call('init_module', 175, 105), call('finit_module', 313, 273), call('delete_module', 176, 106)],
    ],
  },
  {
    why: 'Changing what is mounted: the file tree is what bubblewrap made it.',
    error: 'EPERM',
    calls: [
      ...[call('mount', 165, 40), call('umount2', 166, 39), call('pivot_root', 155, 41), call('chroot', 161, 51)],
      ...[call('open_tree', 428, 428), call('move_mount', 429, 429), call('mount_setattr', 442, 442)],
      ...[call('fsopen', 430, 430), call('fsconfig', 431, 431), call('fsmount', 432, 432), call('fspick', 433, 433)],
    ],
  },
  {
    why: 'Opening a file by its number on the disk leads past the mounts.',
    error: 'EPERM',
    calls: [call('open_by_handle_at', 304, 265)],
  },
  {
    why: 'Joining namespaces of others, or making new ones in which one would hold every capability.',
    error: 'EPERM',
    calls: [call('setns', 308, 268)],
  },
  {
    why: 'New namespaces by clone; ordinary processes and threads go on to be made by it.',
    error: 'EPERM',
    calls: [call('clone', 56, 220)],
    when: { argument: 0, hasAnyOf: NEW_NAMESPACES },
  },
  {
    why: 'New namespaces by unshare.',
    error: 'EPERM',
    calls: [call('unshare', 272, 97)],
    when: { argument: 0, hasAnyOf: NEW_NAMESPACES + NEW_TIME_NAMESPACE },
  },
  {
    why: 'Its flags stand in memory, where no filter sees them. C libraries then fall back to clone.',
    error: 'ENOSYS',
    calls: [call('clone3', 435, 435)],
  },
  {
    why: 'Does what system calls do, sockets included, without any that a filter sees. Runtimes then do without.',
    error: 'ENOSYS',
    calls: [call('io_uring_setup', 425, 425), call('io_uring_enter', 426, 426), call('io_uring_register', 427, 427)],
  },
  {
    why: 'Typing into a terminal that somebody else reads.',
    error: 'EPERM',
    calls: [call('ioctl', 16, 29)],
    when: { argument: 1, isOneOf: [TIOCSTI, TIOCLINUX] },
  },
  {
    why: 'Other families are not all bound to the network namespace (vsock reaches the hypervisor) or are seldom tested.',
    error: 'EAFNOSUPPORT',
    calls: [call('socket', 41, 198), call('socketpair', 53, 199)],
    when: { argument: 0, isNoneOf: SOCKET_FAMILIES },
  },
  {
    why: 'Settings of the whole machine.',
    error: 'EPERM',
    calls: [
      ...[call('swapon', 167, 224), call('swapoff', 168, 225), call('reboot', 169, 142), call('acct', 163, 89)],
      ...[call('quotactl', 179, 60), call('quotactl_fd', 443, 443), call('syslog', 103, 116)],
      ...[call('settimeofday', 164, 170), call('clock_settime', 227, 112), call('vhangup', 153, 58)],
      ...[call('sethostname', 170, 161), call('setdomainname', 171, 162)],
      ...[call('iopl', 172, null), call('ioperm', 173, null)],
    ],
  },
  {
    why: 'Remains of old kernels and of 16-bit programs.',
    error: 'ENOSYS',
    calls: [
      ...[call('uselib', 134, null), call('ustat', 136, null), call('sysfs', 139, null), call('_sysctl', 156, null)],
      ...[call('create_module', 174, null), call('get_kernel_syms', 177, null), call('query_module', 178, null)],
      ...[call('modify_ldt', 154, null), call('nfsservctl', 180, 42), call('lookup_dcookie', 212, 18)],
    ],
  },
];

function call(name: string, x64: number | null, arm64: number | null): SystemCall {
  return { name, x64, arm64 };
}
