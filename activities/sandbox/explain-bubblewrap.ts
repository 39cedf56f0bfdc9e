// Says why bubblewrap did not start a command, and the way out.
import type { CommandUser } from './command-user.js';

const AT_OWN_RISK = 'or `--sandbox none` at your own risk';

interface KnownCause {
  sign: RegExp;
  /** A worker that is root makes namespaces by right of its capabilities, all others by user namespaces. */
  means: Record<CommandUser['kind'], string>;
}

const KNOWN_CAUSES: readonly KnownCause[] = [
  {
    sign: /No permissions to creat|Creating new namespace failed|setting up uid map|Failed to make \/ slave/i,
    means: {
      own:
        'unprivileged user namespaces are off: allow them with `sysctl -w kernel.unprivileged_userns_clone=1` ' +
        '(Debian), `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu 24.04 and later) or ' +
        '`sysctl -w user.max_user_namespaces=10000`, or run the worker as root, which needs none',
      reserved:
        'root may not make namespaces in this container: start it with `--cap-add SYS_ADMIN --security-opt ' +
        'seccomp=unconfined --security-opt apparmor=unconfined`, or run the worker as a normal user',
    },
  },
  sameForAll(
    /Can't mount proc/i,
    "this container forbids a /proc of one's own: start it with `--security-opt systempaths=unconfined`",
  ),
  sameForAll(/loopback: Failed/i, 'this container forbids network namespaces: start it with `--cap-add NET_ADMIN`'),
  sameForAll(
    /Can't chdir to \/w/i,
    'the worktree is closed to the sandbox; root needs CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, others the folder',
  ),
];

/** `complaints` is what bubblewrap wrote on standard error; `signal` what ended it, if any. */
export function explainBubblewrap(complaints: string, signal: string | null, user: CommandUser['kind']): string {
  const known = KNOWN_CAUSES.find((cause) => cause.sign.test(complaints));
  const said = complaints.trim().split('\n')[0] || (signal ? `it was ended by ${signal}` : 'it said nothing');
  return known ? `${known.means[user]}; ${AT_OWN_RISK} (${said})` : `bubblewrap could not start the command: ${said}`;
}

function sameForAll(sign: RegExp, means: string): KnownCause {
  return { sign, means: { own: means, reserved: means } };
}
