// Runs one command in a container, from the request to the container's removal.
import { ApplicationFailure } from '@temporalio/common';
import type { CommandResult } from '../../core/command.js';
import { failure } from '../failure.js';
import { INSIDE_HOME } from './bubblewrap-arguments.js';
import { commandResult } from './command-result.js';
import { findCommandUser } from './command-user.js';
import { dockerArguments } from './docker-arguments.js';
import type { DockerEngine } from './docker-engine.js';
import { closedSources, handOver } from './drop-root.js';
import type { PlacedEntry, SandboxEntry } from './entry.js';
import { BASE_ENV } from './inside-env.js';
import { type LimitedEnd, runLimited } from './limited-process.js';
import { mountEntries } from './mount-entries.js';
import type { RegistryAccess } from './registries/open-registries.js';
import { type SandboxRun, writableFolders } from './sandbox.js';

export interface Container {
  dockerPath: string;
  hostEnv: NodeJS.ProcessEnv;
  engine: DockerEngine;
  rootless: boolean;
  image: string;
  name: string;
}

/** Throws `SandboxUnavailable` when the command was not started. */
export async function startContainer(
  container: Container,
  request: SandboxRun,
  registries: RegistryAccess | null,
): Promise<CommandResult> {
  const { engine, name, dockerPath } = container;
  try {
    return await judgeEnd(container, await start(container, request, registries));
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw failure('SandboxUnavailable', `${dockerPath} could not be started: ${reason}`, { cause: error });
  } finally {
    // Killing the client leaves its container running.
    await engine.remove([name]);
  }
}

async function start(
  container: Container,
  request: SandboxRun,
  registries: RegistryAccess | null,
): Promise<LimitedEnd> {
  const { dockerPath, hostEnv, rootless, image, name } = container;
  const { worktree, mounts, limits, signal } = request;
  const folders = writableFolders(request);
  const user = insideUser(rootless);
  if (user.handsOver) await handOver([...folders, ...(await closedSources(mounts))]);
  const args = dockerArguments({
    name,
    image,
    user,
    worktree,
    entries: oneForEachPlace([...(registries?.entries ?? []), ...mounts.flatMap((mount) => mountEntries(mount, null))]),
    env: {
      ...BASE_ENV,
      HOME: INSIDE_HOME,
      TMPDIR: '/tmp',
      USER: 's',
      LOGNAME: 's',
      ...registries?.env,
      ...request.env,
    },
    limits,
    network: request.network === 'registries' && registries === null ? 'bridge' : 'none',
    command: registries?.command(request.command) ?? request.command,
  });
  return await runLimited({
    program: [dockerPath, ...args],
    bash: null,
    inputs: [],
    cwd: '/',
    env: stringsOf(hostEnv),
    root: () => null,
    holdsStdin: true,
    groupDrainMs: null,
    limits,
    // The container has a group of its own.
    groups: null,
    folders,
    signal,
  });
}

/** Throws `SandboxUnavailable` when the command was never started. */
async function judgeEnd({ engine, name }: Container, end: LimitedEnd): Promise<CommandResult> {
  const container = await engine.endOf(name);
  if (end.stopped === null && !container?.started) {
    const said = container?.problem || end.complaints.trim().split('\n')[0] || 'it said nothing';
    throw failure('SandboxUnavailable', `Docker could not start the command: ${said}`);
  }
  return commandResult({ ...end, ranOutOfMemory: container?.outOfMemory ?? false });
}

/**
 * Our own user, so that what it writes is ours; the reserved one when we are root. Where root inside is an ordinary user
 * outside, that is us.
 */
function insideUser(rootless: boolean): { uid: number; gid: number; handsOver: boolean } {
  if (rootless) return { uid: 0, gid: 0, handsOver: false };
  const { kind, id } = findCommandUser();
  if (kind === 'reserved') return { uid: id, gid: id, handsOver: true };
  return { uid: process.getuid?.() ?? id, gid: process.getgid?.() ?? id, handsOver: false };
}

/**
 * The engine refuses a second mount in the same place; the last one counts, as it does everywhere else. Overlays would be
 * volumes that the engine's administrator makes.
 */
function oneForEachPlace(entries: readonly SandboxEntry[]): PlacedEntry[] {
  const byTarget = new Map<string, PlacedEntry>();
  for (const entry of entries) if (entry.kind !== 'overlay') byTarget.set(entry.target, entry);
  return [...byTarget.values()];
}

function stringsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
