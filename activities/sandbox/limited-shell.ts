// The shell lines that stand between a sandbox and a command: they let it enter its control group, set the limits of
// each process, and join standard error to standard output, so that both come in the order in which they were written.
import {
  OPEN_FILES_MAX,
  type ProcessLimits,
  prlimitInside,
  prlimitOptions,
  processCountOption,
} from './process-limits.js';

/** How a shell ends that could not let its process enter a control group. */
const NOT_ENTERED = 125;

/** Closes what was inherited beyond the standard descriptors. Only bash can close those above 9. */
const CLOSE_DESCRIPTORS = `for d in /proc/self/fd/*; do d=\${d##*/}; [ "$d" -gt 2 ] && [ -n "$BASH_VERSION" ] && eval "exec $d>&-"; done; `;

/** Lowers the number of open files, and leaves a lower one as it is: only root could raise it. */
const LIMIT_FILES = `[ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -le ${OPEN_FILES_MAX} ] || ulimit -n ${OPEN_FILES_MAX}; `;

/**
 * Arguments of a shell that is process 1 of a pid namespace. It waits for the command, then ends, and with it whatever
 * the command left running.
 */
export function firstProcess(command: string, bounds: ProcessLimits): string[] {
  const run = [prlimitInside(), ...prlimitOptions(bounds), ...processCountOption(bounds), '--'].join(' ');
  return ['-c', `${CLOSE_DESCRIPTORS}${LIMIT_FILES}${run} /bin/sh -c "$1" 2>&1; exit $?`, 'nightshift', command];
}

/** A shell that becomes the command; without limits where there is no `prlimit`. */
export function plainShell(command: string, bounds: ProcessLimits): [string, ...string[]] {
  const run = ['prlimit', ...prlimitOptions(bounds), '--'].join(' ');
  const script = `${LIMIT_FILES}command -v prlimit >/dev/null && exec ${run} /bin/sh -c "$1" 2>&1; exec /bin/sh -c "$1" 2>&1`;
  return ['/bin/sh', '-c', script, 'nightshift', command];
}

/** The program as a process that enters control groups before it is anything else. */
export function enterGroups(doors: readonly string[], program: [string, ...string[]]): Program {
  const [file, ...args] = program;
  if (doors.length === 0) return { file, args };
  return { file: '/bin/sh', args: ['-c', ENTER_AND_BECOME, 'nightshift', String(doors.length), ...doors, ...program] };
}

/**
 * The same with a pipe as its standard output. Node gives its children sockets, and nothing can open those by the name
 * /dev/stdout or /dev/stderr, as scripts like to do. The shell becomes the program, which so stays our own child; what
 * copies the output stays outside the groups, so that it outlives what runs out of memory in them.
 */
export function behindPipe(bash: string | null, doors: readonly string[], program: [string, ...string[]]): Program {
  if (bash === null) return enterGroups(doors, program);
  const script = `exec > >(exec cat); ${ENTER_AND_BECOME}`;
  return { file: bash, args: ['-c', script, 'nightshift', String(doors.length), ...doors, ...program] };
}

export interface Program {
  file: string;
  args: string[];
}

/** Arguments: how many doors there are, the doors, the program with its own. */
const ENTER_AND_BECOME = `n=$1; shift; while [ "$n" -gt 0 ]; do echo 0 >"$1" || exit ${NOT_ENTERED}; shift; n=$((n-1)); done; exec "$@"`;
