// Shows that the sandbox isolates on this machine, by one real run that looks around and tries to get out.
import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { DEFAULT_SANDBOX_LIMITS, type Sandbox } from './sandbox.js';

const SELF_TEST_TIMEOUT_MS = 20_000;
const NAMESPACES = ['ipc', 'mnt', 'net', 'pid', 'user', 'uts'];
const ENV_NAMES_ALLOWED = new Set([
  ...['PATH', 'HOME', 'TMPDIR', 'USER', 'LOGNAME', 'LANG', 'TERM', 'NO_COLOR', 'CI', 'SHELL'],
  ...['PWD', 'OLDPWD', 'SHLVL', '_'],
]);

/** What is the case outside, for comparison. */
interface Outside {
  namespaces: Map<string, string>;
  home: string;
  port: number;
  connections: () => number;
}

/** Null when all holds, else one line that says what does not and the way out. */
export async function selfTest(sandbox: Sandbox, home: string): Promise<string | null> {
  const worktree = await mkdtemp(join(tmpdir(), 'nightshift-self-test-'));
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const outside = await lookOutside(home, (server.address() as AddressInfo).port, () => connections);
    return await lookInside(sandbox, worktree, outside);
  } catch (error) {
    if (error instanceof ApplicationFailure) return error.message;
    throw error;
  } finally {
    server.close();
    await rm(worktree, { recursive: true, force: true });
  }
}

async function lookOutside(home: string, port: number, connections: () => number): Promise<Outside> {
  const links = NAMESPACES.map(async (name) => [name, await readlink(`/proc/self/ns/${name}`)] as const);
  return { namespaces: new Map(await Promise.all(links)), home, port, connections };
}

async function lookInside(sandbox: Sandbox, worktree: string, outside: Outside): Promise<string | null> {
  const result = await sandbox.run({
    command: probeScript(outside),
    worktree,
    mounts: [],
    env: {},
    network: 'none',
    limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: SELF_TEST_TIMEOUT_MS },
    signal: new AbortController().signal,
  });
  if (result.exitCode === 127) return '`prlimit` is missing: install util-linux';
  if (result.exitCode !== 0) return `its self-test did not end well: ${result.reason}, ${lastLine(result.output)}`;
  return verdict(readFacts(result.output), outside);
}

/** Prints one `name=value` for each fact; a fact may come several times. */
function probeScript(outside: Outside): string {
  const quotedHome = `'${outside.home.replaceAll("'", "'\\''")}'`;
  return `
    for n in ${NAMESPACES.join(' ')}; do echo "ns-$n=$(readlink /proc/self/ns/$n)"; done
    echo "capabilities=$(grep CapEff /proc/self/status | tr -dc 0-9a-f | tail -c 16)"
    env | while IFS='=' read -r name value; do echo "env=$name"; done
    for f in /etc/shadow /etc/ssl/private /var/run/docker.sock; do [ -e "$f" ] && echo "visible=$f"; done
    for f in ${quotedHome}/* ${quotedHome}/.[!.]*; do [ -f "$f" ] && echo "visible=$f"; done
    for f in .ssh .aws .gnupg .config; do [ -e ${quotedHome}/$f ] && echo "visible=$f of the home folder"; done
    for d in / /usr /etc /dev /opt; do (: > "$d/nightshift-probe") 2>/dev/null && echo "writable=$d"; done
    (: > /w/probe) || echo "readonly=/w"; (: > /tmp/probe) || echo "readonly=/tmp"
    for i in $(grep : /proc/net/dev | cut -d: -f1); do echo "interface=$i"; done
    grep -qi ":$(printf %04X ${outside.port}) " /proc/net/tcp && echo "listener=seen"
    command -v bash >/dev/null && bash -c ': </dev/tcp/127.0.0.1/${outside.port}' 2>/dev/null && echo "listener=reached"
    echo done=yes`;
}

function readFacts(output: string): Map<string, string[]> {
  const facts = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const [name = '', value] = line.split(/=(.*)/s);
    if (value !== undefined) facts.set(name, [...(facts.get(name) ?? []), value]);
  }
  return facts;
}

function verdict(facts: Map<string, string[]>, outside: Outside): string | null {
  const of = (name: string) => facts.get(name) ?? [];
  const shared = NAMESPACES.filter((name) => of(`ns-${name}`)[0] === outside.namespaces.get(name));
  const strangeEnv = of('env').filter((name) => !ENV_NAMES_ALLOWED.has(name));
  const interfaces = of('interface').filter((name) => name !== 'lo');
  const problems = [
    of('done')[0] === 'yes' ? '' : 'its report was cut off',
    shared.length > 0 ? `it shares the host's ${shared.join(', ')} namespace` : '',
    of('capabilities')[0] === '0000000000000000' ? '' : 'it keeps capabilities',
    strangeEnv.length > 0 ? `the environment is not clear (${strangeEnv.join(', ')})` : '',
    of('visible').length > 0 ? `files of the host are visible (${of('visible').join(', ')})` : '',
    of('writable').length > 0 ? `the system is writable (${of('writable').join(', ')})` : '',
    of('readonly').length > 0 ? `${of('readonly').join(' and ')} cannot be written` : '',
    interfaces.length > 0 ? `it has a network (${interfaces.join(', ')})` : '',
    of('listener').length > 0 || outside.connections() > 0 ? "the host's loopback can be reached" : '',
  ].filter(Boolean);
  return problems.length === 0 ? null : problems.join('; ');
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
