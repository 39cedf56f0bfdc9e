// Runs one command in bubblewrap, from the request to the end of its last process.
import { ApplicationFailure } from '@temporalio/common';
import { failure } from '../failure.js';
import { bubblewrapArguments, INSIDE_HOME } from './bubblewrap-arguments.js';
import { closedSources, handOver, withOwnOutput } from './drop-root.js';
import { explainBubblewrap } from './explain-bubblewrap.js';
import { BASE_ENV } from './inside-env.js';
import { type LimitedEnd, runLimited } from './limited-process.js';
import { firstProcess } from './limited-shell.js';
import { mountEntries } from './mount-entries.js';
import type { OverlayChanges } from './overlay-changes.js';
import type { RegistryAccess } from './registries/open-registries.js';
import { type SandboxRun, writableFolders } from './sandbox.js';
import type { Surroundings } from './surroundings.js';

/** What is made for one run before it starts, and removed after it. */
export interface Provisions {
  /** Null where overlays are not asked for or cannot be had. */
  changes: OverlayChanges | null;
  registries: RegistryAccess | null;
}

/** Throws `SandboxUnavailable` when the command was not started. */
export async function startBubblewrap(
  bwrapPath: string,
  request: SandboxRun,
  { changes, registries }: Provisions,
  around: Surroundings,
): Promise<LimitedEnd> {
  const { limits, signal } = request;
  const { groups, bash, user } = around;
  const folders = [...writableFolders(request), ...(changes?.uppers ?? [])];
  if (user.kind === 'reserved') await handOver([...folders, ...(await closedSources(request.mounts))]);
  const { args, inputs } = commandLine(request, { changes, registries }, around);
  const bubblewrap: [string, ...string[]] = [bwrapPath, ...args];
  const program = user.kind === 'reserved' ? withOwnOutput(bubblewrap) : bubblewrap;
  const plan = { program, bash, inputs, cwd: '/', env: {}, root: childPid, groupDrainMs: null };
  const end = await orUnavailable(bwrapPath, runLimited({ ...plan, limits, groups, folders, signal }));
  if (end.stopped === null && !end.ranOutOfMemory && !hasExitCode(end.status)) {
    throw failure('SandboxUnavailable', explainBubblewrap(end.complaints, end.signal, user.kind));
  }
  return end;
}

function commandLine(request: SandboxRun, { changes, registries }: Provisions, around: Surroundings) {
  const { limits, worktree } = request;
  const { toolchains, system, bash, groups, user, filter } = around;
  const command = registries?.command(request.command) ?? request.command;
  return bubblewrapArguments({
    entries: [
      ...system,
      ...toolchains.entries,
      ...(registries?.entries ?? []),
      ...request.mounts.flatMap((mount) => mountEntries(mount, changes)),
    ],
    worktree,
    env: { ...insideEnv(toolchains.path), ...registries?.env, ...request.env },
    user,
    filter,
    command: [bash ?? '/bin/sh', ...firstProcess(command, { limits, inGroup: groups !== null })],
  });
}

function insideEnv(path: string): Record<string, string> {
  return { ...BASE_ENV, PATH: path, HOME: INSIDE_HOME, TMPDIR: '/tmp', USER: 's', LOGNAME: 's' };
}

async function orUnavailable(program: string, running: Promise<LimitedEnd>): Promise<LimitedEnd> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw failure('SandboxUnavailable', `${program} could not be started: ${reason}`, { cause: error });
  }
}

/** bubblewrap reports an exit code only when it came as far as to start the command. */
function hasExitCode(status: string): boolean {
  return /"exit-code":/.test(status);
}

/** Process 1 of the sandbox by its number on the host. */
function childPid(status: string): number | null {
  const pid = /"child-pid": (\d+)/.exec(status)?.[1];
  return pid === undefined ? null : Number(pid);
}
