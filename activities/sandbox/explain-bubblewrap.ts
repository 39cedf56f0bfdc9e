// Says why bubblewrap did not start a command, and the way out.

const AT_OWN_RISK = 'or `--sandbox none` at your own risk';

const KNOWN_CAUSES = [
  {
    sign: /No permissions to creat|Creating new namespace failed|setting up uid map|Failed to make \/ slave/i,
    means:
      'unprivileged user namespaces are off: allow them with `sysctl -w kernel.unprivileged_userns_clone=1` (Debian), ' +
      '`sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu 24.04 and later) or ' +
      '`sysctl -w user.max_user_namespaces=10000`',
  },
  {
    sign: /Can't mount proc/i,
    means: "this container forbids a /proc of one's own: start it with `--security-opt systempaths=unconfined`",
  },
  {
    sign: /loopback: Failed/i,
    means: 'this container forbids network namespaces: start it with `--cap-add NET_ADMIN`',
  },
];

/** `complaints` is what bubblewrap wrote on standard error; `signal` what ended it, if any. */
export function explainBubblewrap(complaints: string, signal: string | null): string {
  const known = KNOWN_CAUSES.find((cause) => cause.sign.test(complaints));
  const said = complaints.trim().split('\n')[0] || (signal ? `it was ended by ${signal}` : 'it said nothing');
  return known ? `${known.means}; ${AT_OWN_RISK} (${said})` : `bubblewrap could not start the command: ${said}`;
}
