// Shows that the sandbox isolates on this machine, by one real run that looks around and tries to get out.
import { readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { lastLine } from '../last-line.js';
import { makeOwnedFolder } from '../owned-name.js';
import { DEFAULT_SANDBOX_LIMITS, type Sandbox } from './sandbox.js';
import { PROBE_FILE, selfTestScript } from './self-test-script.js';
import { openWitnesses, type Witnesses } from './self-test-witnesses.js';

const SELF_TEST_TIMEOUT_MS = 20_000;
const NAMESPACES = ['ipc', 'mnt', 'net', 'pid', 'uts'];
const ENV_NAMES_ALLOWED = new Set([
  ...['PATH', 'HOME', 'TMPDIR', 'USER', 'LOGNAME', 'LANG', 'TERM', 'NO_COLOR', 'CI', 'SHELL'],
  ...['PWD', 'OLDPWD', 'SHLVL', '_'],
]);
const CAPABILITY_SETS = 5;
const NO_CAPABILITIES = '0'.repeat(16 * CAPABILITY_SETS);
const NOT_LIMITED =
  '`prlimit` or `setpriv` is missing or may not do its work: install util-linux; in a container, leave CAP_SETUID, ' +
  'CAP_SETGID and CAP_SETPCAP to root';
/** How /proc names a process under a filter of system calls. */
const FILTERED = '2';

/** What is right for this machine. */
export interface Expected {
  /** The operator's home folder. */
  home: string;
  /** True where commands have a user namespace of their own. */
  ownUserNamespace: boolean;
  /** The number on the host of the user that commands run as. */
  hostUserId: number;
  /** True where system calls are filtered. */
  filtered: boolean;
}

/** What the run told, and what is seen of it from outside. */
interface Seen {
  facts: Map<string, string[]>;
  /** Namespaces of the host. */
  namespaces: Map<string, string>;
  connections: number;
  /** Who owns on the host what the run wrote; null when it wrote nothing. */
  writtenBy: number | null;
}

/** Null when all holds, else one line that says what does not and the way out. */
export async function selfTest(sandbox: Sandbox, expected: Expected): Promise<string | null> {
  const folder = await makeOwnedFolder(tmpdir(), 'nightshift-self-test');
  try {
    const witnesses = await openWitnesses(folder);
    return await lookInside(sandbox, expected, witnesses).finally(witnesses.close);
  } catch (error) {
    if (error instanceof ApplicationFailure) return error.message;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function lookInside(sandbox: Sandbox, expected: Expected, witnesses: Witnesses): Promise<string | null> {
  const worktree = await makeOwnedFolder(tmpdir(), 'nightshift-self-test');
  const names = expected.ownUserNamespace ? [...NAMESPACES, 'user'] : NAMESPACES;
  try {
    const result = await sandbox.run({
      command: selfTestScript({ namespaces: names, home: expected.home, witnesses }),
      worktree,
      mounts: [],
      env: {},
      network: 'none',
      limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: SELF_TEST_TIMEOUT_MS },
      signal: new AbortController().signal,
    });
    if (result.exitCode === 127) return NOT_LIMITED;
    if (result.exitCode !== 0) return `its self-test did not end well: ${result.reason}, ${lastLine(result.output)}`;
    const links = names.map(async (name) => [name, await readlink(`/proc/self/ns/${name}`)] as const);
    const writtenBy = await ownerOf(join(worktree, PROBE_FILE));
    const namespaces = new Map(await Promise.all(links));
    return verdict(
      { facts: readFacts(result.output), namespaces, connections: witnesses.connections(), writtenBy },
      expected,
    );
  } finally {
    await rm(worktree, { recursive: true, force: true });
  }
}

async function ownerOf(file: string): Promise<number | null> {
  const found = await stat(file).catch(() => null);
  return found?.uid ?? null;
}

function readFacts(output: string): Map<string, string[]> {
  const facts = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const [name = '', value] = line.split(/=(.*)/s);
    if (value !== undefined) facts.set(name, [...(facts.get(name) ?? []), value]);
  }
  return facts;
}

function verdict(seen: Seen, expected: Expected): string | null {
  const of = (name: string) => seen.facts.get(name) ?? [];
  const problems = [
    of('done')[0] === 'yes' ? '' : 'its report was cut off',
    ...namespaceProblems(of, seen),
    ...rightsProblems(of, seen, expected),
    ...fileProblems(of),
    ...networkProblems(of, seen),
  ].filter(Boolean);
  return problems.length === 0 ? null : problems.join('; ');
}

type Facts = (name: string) => string[];

function namespaceProblems(of: Facts, { namespaces }: Seen): string[] {
  const shared = [...namespaces].filter(([name, link]) => of(`ns-${name}`)[0] === link).map(([name]) => name);
  return [
    shared.length > 0 ? `it shares the host's ${shared.join(', ')} namespace` : '',
    of('processes')[0] === '1' ? '' : "it sees the host's processes",
  ];
}

function rightsProblems(of: Facts, { writtenBy }: Seen, expected: Expected): string[] {
  const strangeEnv = of('env').filter((name) => !ENV_NAMES_ALLOWED.has(name));
  const isOther = writtenBy !== null && writtenBy !== expected.hostUserId;
  return [
    of('capabilities')[0] === NO_CAPABILITIES ? '' : 'it keeps capabilities',
    of('no-new-privileges')[0] === '1' ? '' : 'it may gain privileges by setuid programs',
    isOther ? `commands run as user ${writtenBy} of the host instead of ${expected.hostUserId}` : '',
    expected.filtered && of('filter')[0] !== FILTERED ? 'system calls are not filtered' : '',
    strangeEnv.length > 0 ? `the environment is not clear (${strangeEnv.join(', ')})` : '',
  ];
}

function fileProblems(of: Facts): string[] {
  return [
    of('visible').length > 0 ? `files of the host are visible (${of('visible').join(', ')})` : '',
    of('writable').length > 0 ? `the system is writable (${of('writable').join(', ')})` : '',
    of('readonly').length > 0 ? `${of('readonly').join(' and ')} cannot be written` : '',
  ];
}

function networkProblems(of: Facts, { connections }: Seen): string[] {
  const interfaces = of('interface').filter((name) => name !== 'lo');
  const reached = new Set([...of('listener'), ...(connections > 0 ? ["the host's loopback"] : [])]);
  return [
    interfaces.length > 0 ? `it has a network (${interfaces.join(', ')})` : '',
    reached.size > 0 ? `${[...reached].join(' and ')} can be reached` : '',
  ];
}
