// Where groups may be made, read from what kernels say: texts as version 1, version 2 and containers have them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { findGroupPlaces } from '../../../../activities/sandbox/control-groups/group-places.js';
import { freshFolder, removeFolders } from '../harness.js';

afterAll(removeFolders);

/** What the kernel would say of a process. */
function about(cgroup: string, mounts: string[]): string {
  const self = freshFolder();
  writeFileSync(join(self, 'cgroup'), cgroup);
  writeFileSync(join(self, 'mountinfo'), mounts.map((line) => `${line}\n`).join(''));
  return self;
}

function mount(root: string, point: string, type: string, options: string): string {
  return `35 31 0:32 ${root} ${point} rw,relatime shared:9 - ${type} ${type} ${options}`;
}

describe('places for control groups', () => {
  test('in version 1 are below our own group, in the tree of each controller', async () => {
    const mounts = [
      mount('/', '/cg/cpu', 'cgroup', 'rw,cpu'),
      mount('/', '/cg/memory', 'cgroup', 'rw,memory'),
      mount('/', '/cg/pids', 'cgroup', 'rw,pids'),
      mount('/', '/cg/unified', 'cgroup2', 'rw'),
    ];
    expect(await findGroupPlaces(about('8:pids:/\n4:memory:/outer/own\n1:cpu:/\n0::/\n', mounts))).toEqual([
      { version: 1, folder: '/cg/memory/outer/own', controllers: ['memory'] },
      { version: 1, folder: '/cg/pids', controllers: ['pids'] },
    ]);
  });

  test('are found in a container that is shown its own part of the tree', async () => {
    const mounts = [mount('/docker/abc', '/cg/memory', 'cgroup', 'rw,memory')];
    const places = await findGroupPlaces(about('4:memory:/docker/abc/inner\n', mounts));
    expect(places).toEqual([{ version: 1, folder: '/cg/memory/inner', controllers: ['memory'] }]);
  });

  test('are not there when the mount shows another part of the tree', async () => {
    const mounts = [mount('/docker/other', '/cg/memory', 'cgroup', 'rw,memory')];
    expect(await findGroupPlaces(about('4:memory:/docker/abc\n', mounts))).toEqual([]);
  });

  test('in version 2 are beside our own group, with the controllers that its parent hands down', async () => {
    const top = freshFolder();
    const parent = join(top, 'user.slice/app.slice');
    mkdirSync(join(parent, 'own.scope'), { recursive: true });
    writeFileSync(join(parent, 'cgroup.subtree_control'), 'cpu memory pids\n');
    const self = about('0::/user.slice/app.slice/own.scope\n', [mount('/', top, 'cgroup2', 'rw,nsdelegate')]);
    expect(await findGroupPlaces(self)).toEqual([{ version: 2, folder: parent, controllers: ['memory', 'pids'] }]);
  });

  test('in version 2 are not there when we are in the topmost group that we can see', async () => {
    expect(await findGroupPlaces(about('0::/\n', [mount('/', '/cg', 'cgroup2', 'rw')]))).toEqual([]);
  });

  test('are not there on a system without control groups', async () => {
    expect(await findGroupPlaces(freshFolder())).toEqual([]);
  });
});
