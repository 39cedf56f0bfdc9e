// Control groups for the commands of a sandbox, where this machine lets us make them: as root, or where a service
// manager has handed a part of the tree to us. Found out by really doing it once.
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SandboxFacts } from '../../../core/command.js';
import { errorCode } from '../../workspace/error-code.js';
import { enterGroups } from '../limited-shell.js';
import { type ControlGroup, type GroupLimits, makeControlGroup, removeGroup } from './control-group.js';
import { isLeftover, newGroupName } from './group-name.js';
import { CONTROLLERS, findGroupPlaces, type GroupPlace } from './group-places.js';

const TRIAL_LIMITS: GroupLimits = { memoryBytesMax: 64_000_000, processesMax: 8 };
const TRIAL_MS_MAX = 5_000;
const NO_GROUPS =
  'Memory is limited for each process, not for all of a command together; run the worker as root, or as a service with ' +
  'Delegate=yes and DelegateSubgroup=worker, so that it can make control groups.';

/** What a machine says that has no groups for us, or does not let us make them. */
const REFUSALS = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'EBUSY', 'EINVAL', 'ENOSPC', 'EOPNOTSUPP'];

export interface ControlGroups {
  /** A group of its own for one command. Whoever asks for it removes it. */
  make(limits: GroupLimits): Promise<ControlGroup>;
}

/** Null where groups cannot limit memory and processes. */
export async function openControlGroups(): Promise<ControlGroups | null> {
  const places = await usablePlaces();
  if (places === null) return null;
  return { make: async (limits) => makeControlGroup(places, await newGroupName(), limits) };
}

/** How memory is bounded, and what is weak about it, for whoever reads of the sandbox. */
export function memoryFacts(groups: ControlGroups | null): Pick<SandboxFacts, 'memoryLimit' | 'weaknesses'> {
  if (groups === null) return { memoryLimit: 'eachProcess', weaknesses: [NO_GROUPS] };
  return { memoryLimit: 'controlGroup', weaknesses: [] };
}

/** Removes the groups of workers that are dead, with whatever still runs in them. Returns how many there were. */
export async function removeLeftoverGroups(): Promise<number> {
  const removed = await Promise.all((await findGroupPlaces()).map(removeLeftoversIn));
  return Math.max(0, ...removed);
}

async function removeLeftoversIn(place: GroupPlace): Promise<number> {
  let removed = 0;
  for (const name of await readdir(place.folder)) {
    if ((await isLeftover(name)) && (await removeGroup(join(place.folder, name)))) removed += 1;
  }
  return removed;
}

async function usablePlaces(): Promise<GroupPlace[] | null> {
  const places = await findGroupPlaces();
  if (!CONTROLLERS.every((each) => places.some((place) => place.controllers.includes(each)))) return null;
  try {
    return (await holdsProcesses(places)) ? places : null;
  } catch (error) {
    if (REFUSALS.includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}

/** Lets one process enter a group and say where it is. */
async function holdsProcesses(places: readonly GroupPlace[]): Promise<boolean> {
  const name = await newGroupName();
  const group = await makeControlGroup(places, name, TRIAL_LIMITS);
  try {
    const { file, args } = enterGroups(group.doors, ['/bin/cat', '/proc/self/cgroup']);
    const { stdout } = await promisify(execFile)(file, args, { timeout: TRIAL_MS_MAX });
    return stdout.split(`/${name}\n`).length > places.length;
  } catch (error) {
    // The shell could not write into a door: its exit code is a number, not one of the system's codes.
    if (errorCode(error) === null) return false;
    throw error;
  } finally {
    await group.remove();
  }
}
