// The sandbox on Linux: bubblewrap with every namespace of its own, a minimal read-only system, and nothing of the
// host but the worktree and the mounts that a run names.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { ApplicationFailure } from '@temporalio/common';
import type { CommandResult, SandboxFacts } from '../../core/command.js';
import { failure } from '../failure.js';
import { bubblewrapArguments, INSIDE_HOME } from './bubblewrap-arguments.js';
import { cancelledResult, commandResult, refusedResult } from './command-result.js';
import { type ControlGroups, memoryFacts, openControlGroups } from './control-groups/control-groups.js';
import type { SandboxEntry } from './entry.js';
import { explainBubblewrap } from './explain-bubblewrap.js';
import { systemEntries } from './host-system.js';
import { BASE_ENV } from './inside-env.js';
import { type LimitedEnd, runLimited } from './limited-process.js';
import { firstProcess } from './limited-shell.js';
import { makeMountPoints } from './mount-points.js';
import { openRegistries, type RegistryAccess } from './registries/open-registries.js';
import { type Sandbox, type SandboxMount, type SandboxRun, writableFolders } from './sandbox.js';
import { selfTest } from './self-test.js';
import { findToolchains, type Toolchains } from './toolchains.js';

export interface BubblewrapOptions {
  bwrapPath: string;
  /** Environment in which tools are looked for and from which registry settings are taken. Default: our own. */
  hostEnv?: NodeJS.ProcessEnv;
  /** The operator's home folder, never shown inside. Default: that of our user. */
  home?: string;
  /** What the operator's config names beside the known package registries. Default: nothing. */
  registries?: readonly string[];
}

/** What stays the same for all runs of a process. */
interface Surroundings {
  toolchains: Toolchains;
  system: SandboxEntry[];
  /** Path of bash, or null on systems without it. */
  bash: string | null;
  groups: ControlGroups | null;
}

/** Nothing is started before the first run. Each run is on its own and may go side by side with others. */
export function createBubblewrapSandbox(options: BubblewrapOptions): Sandbox {
  const hostEnv = options.hostEnv ?? process.env;
  const home = options.home ?? homedir();
  let surroundings: Promise<Surroundings> | null = null;

  async function run(request: SandboxRun): Promise<CommandResult> {
    if (request.signal.aborted) return cancelledResult();
    const mounts = [...request.mounts].sort((a, b) => (a.target < b.target ? -1 : 1));
    const obstacle = await makeMountPoints(request.worktree, mounts);
    if (obstacle !== null) return refusedResult(obstacle);
    surroundings ??= findSurroundings(hostEnv, home);
    const registries = await registriesFor(request);
    const end = await start(request, mounts, await surroundings, registries).finally(() => registries?.close());
    if (end.stopped === null && !end.ranOutOfMemory && !hasExitCode(end.status)) {
      throw failure('SandboxUnavailable', explainBubblewrap(end.complaints, end.signal));
    }
    return commandResult(end);
  }

  async function registriesFor(request: SandboxRun): Promise<RegistryAccess | null> {
    if (request.network === 'none') return null;
    const settings = { hostEnv, home, registries: options.registries ?? [] };
    return openRegistries(settings, (host) => request.onRefusedHost?.(host));
  }

  async function start(
    request: SandboxRun,
    mounts: SandboxMount[],
    around: Surroundings,
    registries: RegistryAccess | null,
  ): Promise<LimitedEnd> {
    const { limits } = request;
    const { groups } = around;
    const command = registries?.command(request.command) ?? request.command;
    const { args, inputs } = bubblewrapArguments({
      entries: [
        ...around.system,
        ...around.toolchains.entries,
        ...(registries?.entries ?? []),
        ...mounts.flatMap(mountEntries),
      ],
      worktree: request.worktree,
      env: { ...insideEnv(around.toolchains.path), ...registries?.env, ...request.env },
      command: [around.bash ?? '/bin/sh', ...firstProcess(command, { limits, memoryInGroup: groups !== null })],
    });
    try {
      const program: [string, ...string[]] = [options.bwrapPath, ...args];
      const plan = { program, bash: around.bash, inputs, cwd: '/', env: {}, root: childPid, groupDrainMs: null };
      return await runLimited({ ...plan, limits, groups, folders: writableFolders(request), signal: request.signal });
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw failure('SandboxUnavailable', `${options.bwrapPath} could not be started: ${reason}`, { cause: error });
    }
  }

  async function facts(): Promise<SandboxFacts> {
    surroundings ??= findSurroundings(hostEnv, home);
    return { kind: 'bubblewrap', ...memoryFacts((await surroundings).groups) };
  }

  const sandbox: Sandbox = { kind: 'bubblewrap', run, selfTest: () => selfTest(sandbox, home), facts };
  return sandbox;
}

async function findSurroundings(hostEnv: NodeJS.ProcessEnv, home: string): Promise<Surroundings> {
  const toolchains = await findToolchains(hostEnv, home);
  const bash = existsSync('/bin/bash') ? '/bin/bash' : null;
  return { toolchains, system: systemEntries(), bash, groups: await openControlGroups() };
}

function insideEnv(path: string): Record<string, string> {
  return { ...BASE_ENV, PATH: path, HOME: INSIDE_HOME, TMPDIR: '/tmp', USER: 's', LOGNAME: 's' };
}

function mountEntries(mount: SandboxMount): SandboxEntry[] {
  const { source, target, scratch = [] } = mount;
  return [
    { kind: mount.access === 'writable' ? 'writable' : 'readOnly', source, target },
    ...scratch.map((path): SandboxEntry => ({ kind: 'scratch', source: '', target: `${target}/${path}` })),
  ];
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
