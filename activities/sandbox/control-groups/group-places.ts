// Where on this machine we may make control groups: the kernel's folders that hold them, found from what it says about
// our own process. Groups are made so that whatever bounds ourselves bounds them too.
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { errorCode } from '../../workspace/error-code.js';

export type Controller = 'memory' | 'pids';

export interface GroupPlace {
  version: 1 | 2;
  /** The folder in which a group is made by making a folder. */
  folder: string;
  controllers: Controller[];
}

interface Mount {
  /** The group that the mount shows as its top. */
  root: string;
  point: string;
  type: string;
  options: string[];
}

/** Those that we use. */
export const CONTROLLERS: readonly Controller[] = ['memory', 'pids'];

/**
 * Empty where there are none, or none that we know how to use. Whether we may use them shows by trying. `self` is the
 * kernel's folder about a process: our own.
 */
export async function findGroupPlaces(self = '/proc/self'): Promise<GroupPlace[]> {
  const own = await readIfThere(join(self, 'cgroup'));
  const mounts = parseMounts(await readIfThere(join(self, 'mountinfo')));
  const first = CONTROLLERS.flatMap((controller) => placeOfVersion1(controller, own, mounts));
  if (first.some((place) => place.controllers.includes('memory'))) return first;
  return placeOfVersion2(own, mounts);
}

/** Version 1 has a tree for each controller, and groups may stand below the one that we are in. */
function placeOfVersion1(controller: Controller, own: string, mounts: readonly Mount[]): GroupPlace[] {
  const mount = mounts.find((each) => each.type === 'cgroup' && each.options.includes(controller));
  const path = own.split('\n').find((line) => line.split(':')[1]?.split(',').includes(controller));
  const folder = mount && path ? folderOf(mount, pathIn(path)) : null;
  return folder === null ? [] : [{ version: 1, folder, controllers: [controller] }];
}

/**
 * Version 2 has one tree, in which a group that holds processes cannot give limits to groups below it. So ours stand
 * beside our own group, where its parent hands the controllers down.
 */
async function placeOfVersion2(own: string, mounts: readonly Mount[]): Promise<GroupPlace[]> {
  const mount = mounts.find((each) => each.type === 'cgroup2');
  const path = own.split('\n').find((line) => line.startsWith('0::'));
  const ownFolder = mount && path ? folderOf(mount, pathIn(path)) : null;
  if (!mount || ownFolder === null || ownFolder === mount.point) return [];
  const folder = dirname(ownFolder);
  const handedDown = (await readIfThere(join(folder, 'cgroup.subtree_control'))).trim().split(' ');
  return [{ version: 2, folder, controllers: CONTROLLERS.filter((each) => handedDown.includes(each)) }];
}

/** `4:memory:/a/b` gives `/a/b`. A path may hold colons. */
function pathIn(line: string): string {
  return line.split(':').slice(2).join(':');
}

/** Null when the mount shows another part of the tree than the one with this group. */
function folderOf(mount: Mount, group: string): string | null {
  const below = relative(mount.root, group);
  return below.startsWith('..') ? null : join(mount.point, below);
}

/** See proc_pid_mountinfo(5): fields, optional ones, a hyphen, then type, source and the file system's own options. */
function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root, point] = before.split(' ');
    const [type, , options] = after.split(' ');
    return root && point && type && options ? [{ root, point, type, options: options.split(',') }] : [];
  });
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'EACCES'].includes(errorCode(error) ?? '')) return '';
    throw error;
  }
}
