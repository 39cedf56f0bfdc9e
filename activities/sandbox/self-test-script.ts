// The shell script of the self-test: it looks around inside and tries to get out, with nothing but a shell and the
// smallest tools, which every system has.
import type { Witnesses } from './self-test-witnesses.js';

/** Made in the worktree, to be looked at from outside. */
export const PROBE_FILE = 'probe';

export interface ScriptFacts {
  namespaces: readonly string[];
  /** The operator's home folder. */
  home: string;
  witnesses: Pick<Witnesses, 'port' | 'socketPath' | 'abstractName'>;
}

/** Prints one `name=value` for each fact; a fact may come several times. */
export function selfTestScript({ namespaces, home, witnesses }: ScriptFacts): string {
  const { port, socketPath, abstractName } = witnesses;
  const quotedHome = `'${home.replaceAll("'", "'\\''")}'`;
  return `
    for n in ${namespaces.join(' ')}; do echo "ns-$n=$(readlink /proc/self/ns/$n)"; done
    status() { grep "^$1:" /proc/self/status | cut -f2; }
    echo "capabilities=$(status CapEff)$(status CapPrm)$(status CapBnd)$(status CapInh)$(status CapAmb)"
    echo "no-new-privileges=$(status NoNewPrivs)"; echo "filter=$(status Seccomp)"
    env | while IFS='=' read -r name value; do echo "env=$name"; done
    for f in /etc/shadow /etc/ssl/private /var/run/docker.sock /run; do [ -e "$f" ] && echo "visible=$f"; done
    for f in ${quotedHome}/* ${quotedHome}/.[!.]*; do [ -f "$f" ] && echo "visible=$f"; done
    for f in .ssh .aws .gnupg .config; do [ -e ${quotedHome}/$f ] && echo "visible=$f of the home folder"; done
    for d in / /usr /etc /dev /opt; do (: > "$d/nightshift-probe") 2>/dev/null && echo "writable=$d"; done
    (: > /w/${PROBE_FILE}) || echo "readonly=/w"; (: > /tmp/probe) || echo "readonly=/tmp"
    (: > "$HOME/probe") || echo "readonly=$HOME"
    echo "processes=$(sh -c 'echo $$; exec readlink /proc/self' | uniq | wc -l)"
    for i in $(grep : /proc/net/dev | cut -d: -f1); do echo "interface=$i"; done
    grep -qi ":$(printf %04X ${port}) " /proc/net/tcp && echo "listener=the host's loopback"
    command -v bash >/dev/null && bash -c ': </dev/tcp/127.0.0.1/${port}' 2>/dev/null && echo "listener=the host's loopback"
    [ -e '${socketPath}' ] && echo "listener=a Unix socket of the host"
    grep -q '${abstractName}' /proc/net/unix && echo "listener=an abstract socket of the host"
    echo done=yes`;
}
