// No sandbox at all, only ever made when the operator asks for it by name. Commands run as our user with the network
// and the files of the host. What is kept of the contract: working directory, cleared environment, time, output and
// file limits (where there is `prlimit`), and the death of the process group.
//
// What differs: a child that leaves the process group (setsid) survives where there are no control groups; `network` has no effect; /w and mount targets don't
// exist, so host paths take their place in command and environment, and stand in outputs and reports; mounts in the
// worktree are links that are removed afterwards, and what they point to can be written.
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ApplicationFailure } from '@temporalio/common';
import type { CommandResult, SandboxFacts } from '../../core/command.js';
import { failure } from '../failure.js';
import { makeOwnedFolder } from '../owned-name.js';
import { WORKDIR } from './bubblewrap-arguments.js';
import { cancelledResult, commandResult } from './command-result.js';
import { type ControlGroups, memoryFacts, openControlGroups } from './control-groups/control-groups.js';
import { isWithin } from './entry.js';
import { BASE_ENV } from './inside-env.js';
import { type PathPair, toHostPaths } from './inside-paths.js';
import { type LimitedEnd, runLimited } from './limited-process.js';
import { plainShell } from './limited-shell.js';
import { linkMounts } from './link-mounts.js';
import { type Sandbox, type SandboxRun, writableFolders } from './sandbox.js';

/** How long a child that left the process group may hold the output open. */
const DRAIN_MS = 250;
const WEAKNESS = 'Code runs with the rights of the person who started it; leave --sandbox none out to isolate it.';

/** `hostEnv` gives the PATH that commands get. Default: our own environment. */
export function createNoSandbox(hostEnv: NodeJS.ProcessEnv = process.env): Sandbox {
  let opening: Promise<ControlGroups | null> | null = null;

  async function run(request: SandboxRun): Promise<CommandResult> {
    if (request.signal.aborted) return cancelledResult();
    const scratch = await makeOwnedFolder(tmpdir(), 'nightshift-run');
    const inWorktree = request.mounts.filter((mount) => isWithin(mount.target, WORKDIR));
    const unlink = await linkMounts(request.worktree, inWorktree);
    opening ??= openControlGroups();
    const around = { scratch, path: hostEnv['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', groups: await opening };
    try {
      return commandResult(await start(request, around));
    } finally {
      await unlink();
      await rm(scratch, { recursive: true, force: true });
    }
  }

  async function facts(): Promise<SandboxFacts> {
    opening ??= openControlGroups();
    const { memoryLimit, weaknesses } = memoryFacts(await opening);
    return { kind: 'none', memoryLimit, weaknesses: [WEAKNESS, ...weaknesses] };
  }

  return { kind: 'none', run, selfTest: async () => null, facts };
}

interface Around {
  /** Home and temporary folder of one command. */
  scratch: string;
  path: string;
  groups: ControlGroups | null;
}

async function start(request: SandboxRun, { scratch, path, groups }: Around): Promise<LimitedEnd> {
  const pairs = pathPairs(request);
  const own = Object.entries(request.env).map(([name, value]) => [name, toHostPaths(value, pairs)]);
  const env = { ...BASE_ENV, PATH: path, HOME: scratch, TMPDIR: scratch, ...Object.fromEntries(own) };
  const { worktree, limits, signal } = request;
  const program = plainShell(toHostPaths(request.command, pairs), { limits, inGroup: groups !== null });
  const plan = { program, bash: null, cwd: worktree, env, inputs: [], root: () => null, groupDrainMs: DRAIN_MS };
  try {
    const folders = [...writableFolders(request), scratch];
    return await runLimited({ ...plan, groups, folders, limits, signal });
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw failure('SandboxUnavailable', `/bin/sh could not be started: ${reason}`, { cause: error });
  }
}

function pathPairs(request: SandboxRun): PathPair[] {
  const outside = request.mounts.filter((mount) => !isWithin(mount.target, WORKDIR));
  const mounts = outside.map((mount) => ({ inside: mount.target, host: mount.source }));
  return [{ inside: WORKDIR, host: request.worktree }, ...mounts];
}
