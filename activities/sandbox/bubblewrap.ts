// The sandbox on Linux: bubblewrap with every namespace of its own, a minimal read-only system, and nothing of the
// host but the worktree and the mounts that a run names. Commands never run as root, and the system calls that no test
// needs are refused to them.
import { homedir, tmpdir } from 'node:os';
import type { CommandResult, SandboxFacts } from '../../core/command.js';
import { cancelledResult, commandResult, refusedResult } from './command-result.js';
import { memoryFacts } from './control-groups/control-groups.js';
import type { LimitedEnd } from './limited-process.js';
import { makeMountPoints } from './mount-points.js';
import { makeOverlayChanges, type OverlayChanges } from './overlay-changes.js';
import { probeOverlays } from './probe-overlays.js';
import { openRegistries, type RegistryAccess } from './registries/open-registries.js';
import type { Sandbox, SandboxMount, SandboxRun } from './sandbox.js';
import { selfTest } from './self-test.js';
import { startBubblewrap } from './start-bubblewrap.js';
import { findSurroundings, type Surroundings } from './surroundings.js';

export interface BubblewrapOptions {
  bwrapPath: string;
  /** Environment in which tools are looked for and from which registry settings are taken. Default: our own. */
  hostEnv?: NodeJS.ProcessEnv;
  /** The operator's home folder, never shown inside. Default: that of our user. */
  home?: string;
  /** What the operator's config names beside the known package registries. Default: nothing. */
  registries?: readonly string[];
  /** Folder on a disk for what runs write into overlays; removed after each run. Default: the system's. */
  scratch?: string;
}

/** Nothing is started before the first run. Each run is on its own and may go side by side with others. */
export function createBubblewrapSandbox(options: BubblewrapOptions): Sandbox {
  const { bwrapPath, hostEnv = process.env, home = homedir(), scratch = tmpdir() } = options;
  let surroundings: Promise<Surroundings> | null = null;
  let overlays: Promise<boolean> | null = null;

  async function run(asked: SandboxRun): Promise<CommandResult> {
    if (asked.signal.aborted) return cancelledResult();
    const request = { ...asked, mounts: outerFirst(asked.mounts) };
    const obstacle = await makeMountPoints(request.worktree, request.mounts);
    if (obstacle !== null) return refusedResult(obstacle);
    const changes = await changesFor(request);
    const registries = await registriesFor(request);
    try {
      return commandResult(await start(request, changes, registries));
    } finally {
      await registries?.close();
      await changes?.remove();
    }
  }

  async function start(
    request: SandboxRun,
    changes: OverlayChanges | null,
    registries: RegistryAccess | null,
  ): Promise<LimitedEnd> {
    surroundings ??= findSurroundings(hostEnv, home);
    return startBubblewrap(bwrapPath, request, { changes, registries }, await surroundings);
  }

  async function changesFor(request: SandboxRun): Promise<OverlayChanges | null> {
    if (!request.mounts.some((mount) => mount.access === 'overlay')) return null;
    overlays ??= probeOverlays(scratch, (probe, changes) => start(probe, changes, null));
    return (await overlays) ? makeOverlayChanges(request.mounts, scratch) : null;
  }

  async function registriesFor(request: SandboxRun): Promise<RegistryAccess | null> {
    if (request.network === 'none') return null;
    const settings = { hostEnv, home, registries: options.registries ?? [] };
    return openRegistries(settings, (host) => request.onRefusedHost?.(host));
  }

  async function facts(): Promise<SandboxFacts> {
    surroundings ??= findSurroundings(hostEnv, home);
    const { groups, filter } = await surroundings;
    const memory = memoryFacts(groups);
    const weaknesses = [...memory.weaknesses, ...(filter === null ? [NO_FILTER] : [])];
    return { kind: 'bubblewrap', ...memory, weaknesses };
  }

  async function ownSelfTest(): Promise<string | null> {
    surroundings ??= findSurroundings(hostEnv, home);
    const { user, filter } = await surroundings;
    const ownUserNamespace = user.kind === 'own';
    const hostUserId = ownUserNamespace ? (process.geteuid?.() ?? user.id) : user.id;
    return selfTest(sandbox, { home, ownUserNamespace, hostUserId, filtered: filter !== null });
  }

  const sandbox: Sandbox = { kind: 'bubblewrap', run, selfTest: ownSelfTest, facts };
  return sandbox;
}

/** A mount in another one has to come after it. */
function outerFirst(mounts: readonly SandboxMount[]): SandboxMount[] {
  return [...mounts].sort((a, b) => (a.target < b.target ? -1 : 1));
}

const NO_FILTER =
  `System calls are not filtered on this processor (${process.arch}); run the worker on x86-64 or ARM 64 for a smaller ` +
  'way into the kernel.';
