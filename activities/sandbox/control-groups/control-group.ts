// One control group: the kernel bounds what all processes in it take together, and counts when it had to kill for it.
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../workspace/error-code.js';
import type { SandboxLimits } from '../sandbox.js';
import type { GroupPlace } from './group-places.js';

/** After a kill, how long the kernel may take to empty a group before it is left for the next tidying. */
const REMOVAL_MS_MAX = 3_000;
const REMOVAL_PAUSE_MS = 5;
/** Processes of the sandbox itself, which stand in the group too: shells and the stages of the wrapper. */
const OWN_PROCESSES_MAX = 16;

export type GroupLimits = Pick<SandboxLimits, 'memoryBytesMax' | 'processesMax'>;

export interface ControlGroup {
  /** A process that writes 0 into each of these files is in the group, and so are all that it starts. */
  doors: string[];
  /** True when the kernel killed a process of the group because their memory was used up. */
  ranOutOfMemory(): Promise<boolean>;
  /** Kills whatever is left in it. */
  remove(): Promise<void>;
}

/** Throws Node's error where the kernel refuses. */
export async function makeControlGroup(
  places: readonly GroupPlace[],
  name: string,
  limits: GroupLimits,
): Promise<ControlGroup> {
  const folders = places.map((place) => join(place.folder, name));
  const group: ControlGroup = {
    doors: folders.map((folder) => join(folder, 'cgroup.procs')),
    ranOutOfMemory: async () => (await Promise.all(places.map((place) => killsIn(place, name)))).some(Boolean),
    remove: async () => {
      await Promise.all(folders.map(removeGroup));
    },
  };
  try {
    for (const place of places) await makeIn(place, name, limits);
  } catch (error) {
    await group.remove();
    throw error;
  }
  return group;
}

async function makeIn(place: GroupPlace, name: string, limits: GroupLimits): Promise<void> {
  const folder = join(place.folder, name);
  await mkdir(folder);
  if (place.controllers.includes('pids')) {
    await writeFile(join(folder, 'pids.max'), String(limits.processesMax + OWN_PROCESSES_MAX));
  }
  if (!place.controllers.includes('memory')) return;
  const memory = String(limits.memoryBytesMax);
  if (place.version === 2) {
    await writeFile(join(folder, 'memory.max'), memory);
    await writeIfThere(join(folder, 'memory.swap.max'), '0');
  } else {
    await writeFile(join(folder, 'memory.limit_in_bytes'), memory);
    // Memory and swap together; not there on kernels that don't account for swap.
    await writeIfThere(join(folder, 'memory.memsw.limit_in_bytes'), memory);
  }
}

/** How often the kernel killed for memory. */
async function killsIn(place: GroupPlace, name: string): Promise<number> {
  if (!place.controllers.includes('memory')) return 0;
  const file = place.version === 2 ? 'memory.events' : 'memory.oom_control';
  const text = await readFile(join(place.folder, name, file), 'utf8');
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** Kills what is in a group and removes it. False when the kernel still held it after {@link REMOVAL_MS_MAX}. */
export async function removeGroup(folder: string): Promise<boolean> {
  const deadlineMs = performance.now() + REMOVAL_MS_MAX;
  // With no more room for new processes, the killing below comes to an end whatever a storm of them does.
  await writeIfThere(join(folder, 'pids.max'), '0');
  while (performance.now() < deadlineMs) {
    if (await isRemoved(folder)) return true;
    await killAll(folder);
    await sleep(REMOVAL_PAUSE_MS);
  }
  return false;
}

async function isRemoved(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return true;
    if (code === 'EBUSY' || code === 'ENOTEMPTY') return false;
    throw new Error(`the control group ${basename(folder)} cannot be removed`, { cause: error });
  }
}

async function killAll(folder: string): Promise<void> {
  const pids = (await readFile(join(folder, 'cgroup.procs'), 'utf8')).split('\n').map(Number).filter(Boolean);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  }
}

async function writeIfThere(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'r+' });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
