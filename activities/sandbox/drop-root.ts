// How a worker that is root starts a command without being root. bubblewrap builds the file tree as root, so that it
// reaches what others cannot (a home folder is closed to all but its owner); then the first process gives root up.
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { failure } from '../failure.js';
import { RESERVED_USER_ID } from './command-user.js';
import type { SandboxMount } from './sandbox.js';

/** What everybody needs to read a file, and to list a folder and go through it. */
const OPEN_FILE = 0o004;
const OPEN_FOLDER = 0o005;
const USER_AND_GROUP = `${RESERVED_USER_ID}:${RESERVED_USER_ID}`;

/** Environment of the process that gives root up. */
export const ENV_FOR_DROPPING = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

/** All that bubblewrap leaves to the process that gives root up; the last lets it stand in a folder of others. */
export const KEPT_FOR_DROPPING = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP', 'CAP_DAC_READ_SEARCH'];

/**
 * The program as the reserved user, with no way back: no capabilities and no setuid programs. Process 1 stays root's and
 * does nothing but wait, out of the command's reach: bubblewrap has no right to kill another user's process, and so
 * could not take the command with it when it is killed itself. The environment is set only after that: it may name
 * programs and libraries of the worktree, and root must not run these.
 */
export function asReservedUser(program: readonly string[], env: Readonly<Record<string, string>>): string[] {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const ids = [`--reuid=${RESERVED_USER_ID}`, `--regid=${RESERVED_USER_ID}`, '--clear-groups'];
  const capabilities = ['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--no-new-privs'];
  const drop = ['setpriv', ...ids, ...capabilities, '--'].join(' ');
  return ['/bin/sh', '-c', `${drop} "$@"; exit $?`, 'nightshift', 'env', '-i', ...variables, ...program];
}

/**
 * Sources of mounts that the reserved user could not use as they are: what root keeps to itself, and what is root's
 * below an overlay, since a copy in the overlay keeps its owner. What is open to all, such as a system's folder, is
 * never given away to be read.
 */
export async function closedSources(mounts: readonly SandboxMount[]): Promise<string[]> {
  const closed = await Promise.all(
    mounts.map(async ({ source, access }) => {
      const found = await stat(source);
      const open = found.isDirectory() ? OPEN_FOLDER : OPEN_FILE;
      return found.uid === 0 && (access === 'overlay' || (found.mode & open) !== open);
    }),
  );
  return mounts.filter((_, index) => closed[index]).map((mount) => mount.source);
}

/**
 * Gives the reserved user what is root's in these folders, before anything runs in them. Links are not followed. Throws
 * `SandboxUnavailable` where files cannot be given away.
 */
export async function handOver(folders: readonly string[]): Promise<void> {
  const options = ['--recursive', '--no-dereference', '--from=0'];
  try {
    await promisify(execFile)('chown', [...options, USER_AND_GROUP, '--', ...folders]);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const message = `root needs CAP_CHOWN to give the sandbox's user the files it works on: ${said.trim()}`;
    throw failure('SandboxUnavailable', message, { cause: error });
  }
}

/**
 * The program with a standard output that the reserved user may open by its name (/dev/stdout), although the pipe was
 * made by root.
 */
export function withOwnOutput(program: readonly [string, ...string[]]): [string, ...string[]] {
  return ['/bin/sh', '-c', `chown ${USER_AND_GROUP} /proc/self/fd/1 && exec "$@"`, 'nightshift', ...program];
}
