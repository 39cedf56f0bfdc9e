// The command line of `docker run` for one command: what is isolated, what is there, and what the command is. Pure.
import { INSIDE_HOME, WORKDIR } from './bubblewrap-arguments.js';
import type { PlacedEntry } from './entry.js';
import type { SandboxLimits } from './sandbox.js';

/** Space of /tmp, of the home folder and of other folders that live in memory; the container's memory limit counts it. */
const TMPFS_BYTES_MAX = 1_000_000_000;
const SHARED_MEMORY_BYTES_MAX = 256_000_000;
/** By this label containers are found that a killed worker left behind. */
export const CONTAINER_LABEL = 'nightshift.sandbox';

/**
 * The first process of the container. It waits for the command and ends, and with it whatever the command left running.
 * Its standard input is held open by the worker: when that dies, so does everything here.
 */
const FIRST_PROCESS = [
  // A shell gives what runs in the background an empty input, whatever its own is.
  'exec 3<&0 </dev/null',
  '( cat <&3 >/dev/null; kill -KILL -1 ) 2>/dev/null &',
  'exec 3<&-',
  '/bin/sh -c "$1" 2>&1',
  'exit $?',
].join('\n');

export interface DockerPlan {
  name: string;
  image: string;
  /** Who it runs as, and who may write in its folders in memory. */
  user: { uid: number; gid: number };
  worktree: string;
  /** What of the host appears inside, beside the worktree. */
  entries: readonly PlacedEntry[];
  env: Readonly<Record<string, string>>;
  limits: SandboxLimits;
  /** `bridge` reaches whatever the engine's own network reaches. */
  network: 'none' | 'bridge';
  command: string;
}

export function dockerArguments(plan: DockerPlan): string[] {
  const { user } = plan;
  const env = Object.entries(plan.env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const ownTmpfs = (target: string) => tmpfs(target, `mode=0755,uid=${user.uid},gid=${user.gid}`);
  return [
    ...['run', '--interactive', '--pull', 'never', '--log-driver', 'none'],
    ...['--name', plan.name, '--label', CONTAINER_LABEL, '--hostname', 'nightshift'],
    ...['--network', plan.network, '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--user', `${user.uid}:${user.gid}`],
    ...limitArguments(plan.limits),
    ...tmpfs('/tmp', 'mode=1777'),
    ...ownTmpfs(INSIDE_HOME),
    ...bind({ kind: 'writable', source: plan.worktree, target: WORKDIR }),
    ...plan.entries.flatMap((entry) => (entry.kind === 'scratch' ? ownTmpfs(entry.target) : bind(entry))),
    ...['--workdir', WORKDIR],
    ...env,
    ...['--entrypoint', '/bin/sh', plan.image, '-c', FIRST_PROCESS, 'nightshift', plan.command],
  ];
}

function limitArguments(limits: SandboxLimits): string[] {
  const { memoryBytesMax, processesMax, fileBytesMax } = limits;
  return [
    // The same value for memory and swap together means: no swap.
    ...['--memory', String(memoryBytesMax), '--memory-swap', String(memoryBytesMax)],
    ...['--pids-limit', String(processesMax), '--shm-size', String(SHARED_MEMORY_BYTES_MAX)],
    ...['--ulimit', `fsize=${fileBytesMax}:${fileBytesMax}`, '--ulimit', 'core=0:0'],
  ];
}

function tmpfs(target: string, options: string): string[] {
  return ['--tmpfs', `${target}:rw,exec,nosuid,nodev,size=${TMPFS_BYTES_MAX},${options}`];
}

/** A link is bound as what it means; the image has places of its own for it to point to. */
function bind({ kind, source, target }: PlacedEntry): string[] {
  const fields = ['type=bind', `source=${source}`, `target=${target}`, ...(kind === 'writable' ? [] : ['readonly'])];
  return ['--mount', fields.map(csvField).join(',')];
}

/** The option is read as a line of comma-separated values. */
function csvField(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
