// The shell lines that stand between a sandbox and a command: they set the limits of each process and join standard
// error to standard output, so that both come in the order in which they were written.
import type { SandboxLimits } from './sandbox.js';

/** Processes and threads of one command, where the kernel counts them (never for root). */
const PROCESSES_MAX = 4_096;

/**
 * `prlimit` with its options. Memory is limited for each process by its data segment: an address-space limit breaks
 * runtimes that reserve far more than they use. CPU time needs no limit of its own, since wall time bounds it.
 */
function prlimit(limits: SandboxLimits): string[] {
  return ['prlimit', `--fsize=${limits.fileBytesMax}`, `--data=${limits.memoryBytesMax}`, '--core=0'];
}

/** Closes what was inherited beyond the standard descriptors. Only bash can close those above 9. */
const CLOSE_DESCRIPTORS = `for d in /proc/self/fd/*; do d=\${d##*/}; [ "$d" -gt 2 ] && [ -n "$BASH_VERSION" ] && eval "exec $d>&-"; done; `;

/**
 * Arguments of a shell that is process 1 of a pid namespace. It waits for the command, then ends, and with it whatever
 * the command left running.
 */
export function firstProcess(command: string, limits: SandboxLimits): string[] {
  const run = [...prlimit(limits), `--nproc=${PROCESSES_MAX}`, '--'].join(' ');
  return ['-c', `${CLOSE_DESCRIPTORS}${run} /bin/sh -c "$1" 2>&1; exit $?`, 'nightshift', command];
}

/** Arguments of a shell that becomes the command; without limits where there is no `prlimit`. */
export function plainShell(command: string, limits: SandboxLimits): string[] {
  const run = [...prlimit(limits), '--'].join(' ');
  const script = `command -v prlimit >/dev/null && exec ${run} /bin/sh -c "$1" 2>&1; exec /bin/sh -c "$1" 2>&1`;
  return ['-c', script, 'nightshift', command];
}

/**
 * What to start so that a program's standard output is a pipe. Node gives its children sockets, and nothing can open
 * those by the name /dev/stdout or /dev/stderr, as scripts like to do. The shell becomes the program, which so stays
 * our own child.
 */
export function behindPipe(bash: string | null, program: [string, ...string[]]): { file: string; args: string[] } {
  const [file, ...args] = program;
  if (bash === null) return { file, args };
  return { file: bash, args: ['-c', 'exec "$@" > >(exec cat)', 'nightshift', ...program] };
}
