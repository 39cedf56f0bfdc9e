// Limits that the kernel keeps for each process (setrlimit(2)), as options of prlimit(1). They hold where there is no
// control group, and are the second line where there is one.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { SandboxLimits } from './sandbox.js';

/** Open files of one process: more than any test needs, few enough for programs that close each number in turn. */
export const OPEN_FILES_MAX = 65_536;
/** Beyond the time that all processors could give: wall time has ended the command long before. */
const CPU_SLACK_SECONDS = 10;
const MS_PER_SECOND = 1_000;
/** The last is where NixOS has the programs of its system. */
const SYSTEM_PRLIMITS = ['/usr/bin/prlimit', '/bin/prlimit', '/run/current-system/sw/bin/prlimit'];
const OWN_LIMITS = '/proc/self/limits';

export interface ProcessLimits {
  limits: SandboxLimits;
  /** A control group bounds memory and processes of all together, and does so better. */
  inGroup: boolean;
}

/**
 * Without a group memory is limited by the data segment: an address-space limit breaks runtimes that reserve far more
 * than they use. CPU time is a backstop for what outlives its worker.
 */
export function prlimitOptions({ limits, inGroup }: ProcessLimits): string[] {
  const memory = inGroup ? [] : [`--data=${atMostOurs('data size', limits.memoryBytesMax)}`];
  const fileBytes = atMostOurs('file size', limits.fileBytesMax);
  const cpuSeconds = atMostOurs('cpu time', cpuSecondsMax(limits.timeoutMs));
  return [`--fsize=${fileBytes}`, ...memory, `--cpu=${cpuSeconds}`, '--core=0'];
}

/**
 * The system's own `prlimit` by its whole path, as it also stands inside: looked for by the run's PATH it could be a
 * program of the worktree, which would set no limit. Its bare name, which then is not found, where there is none.
 */
export function prlimitInside(): string {
  return SYSTEM_PRLIMITS.find((path) => existsSync(path)) ?? 'prlimit';
}

/**
 * Where there is no group, the kernel counts processes by user. In a sandbox these are the command's alone; but all
 * commands of a worker that is root have one user, and one of them could leave none for the others.
 */
export function processCountOption({ limits, inGroup }: ProcessLimits): string[] {
  return inGroup ? [] : [`--nproc=${atMostOurs('processes', limits.processesMax)}`];
}

/** Where we are limited ourselves, more cannot be given, and asking for it would end the command. */
function atMostOurs(name: string, wanted: number): number {
  const [, hard] = new RegExp(`^Max ${name} +\\S+ +(\\d+)`, 'm').exec(ownLimits()) ?? [];
  return hard === undefined ? wanted : Math.min(wanted, Number(hard));
}

/** See proc_pid_limits(5); empty on systems without it. */
function ownLimits(): string {
  return existsSync(OWN_LIMITS) ? readFileSync(OWN_LIMITS, 'utf8') : '';
}

function cpuSecondsMax(timeoutMs: number): number {
  return Math.ceil(timeoutMs / MS_PER_SECOND) * availableParallelism() + CPU_SLACK_SECONDS;
}
