// Control groups as the kernel keeps them, where this machine lets us make some.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ControlGroup } from '../../../../activities/sandbox/control-groups/control-group.js';
import {
  type ControlGroups,
  memoryFacts,
  openControlGroups,
  removeLeftoverGroups,
} from '../../../../activities/sandbox/control-groups/control-groups.js';
import { newGroupName } from '../../../../activities/sandbox/control-groups/group-name.js';
import { findGroupPlaces } from '../../../../activities/sandbox/control-groups/group-places.js';
import { enterGroups } from '../../../../activities/sandbox/limited-shell.js';

const LIMITS = { memoryBytesMax: 100_000_000, processesMax: 100 };
const places = await findGroupPlaces();
const groups = await openControlGroups();

if (groups === null) describe('no control groups can be made here', describeWithout);
else describeWith(groups);

function describeWithout(): void {
  test('which is told as a weakness, with the way out', () => {
    expect(memoryFacts(null)).toMatchObject({ memoryLimit: 'eachProcess', weaknesses: [expect.any(String)] });
  });
}

function describeWith(groups: ControlGroups): void {
  describe('a control group', () => {
    test('is gone when it was removed, with all that ran in it', async () => {
      const group = await groups.make(LIMITS);
      const child = await sleeperIn(group);
      const ended = once(child, 'exit');
      await group.remove();
      expect(await ended).toEqual([null, 'SIGKILL']);
      expect(ourGroups(group)).toEqual([]);
    });

    test('has not run out of memory before it has', async () => {
      const group = await groups.make(LIMITS);
      expect(await group.ranOutOfMemory()).toBe(false);
      await group.remove();
    });

    test('of a dead worker is removed, and one of a living worker is not', async () => {
      const living = await groups.make(LIMITS);
      const sleeper = await sleeperIn(living);
      const [prefix, space, , birth, random] = (await newGroupName()).split('-');
      // No process has this number: the kernel gives none above 2^22.
      const dead = [prefix, space, 2 ** 22 + 1, birth, random].join('-');
      for (const place of places) mkdirSync(join(place.folder, dead));
      expect(await removeLeftoverGroups()).toBeGreaterThanOrEqual(1);
      expect(places.flatMap((place) => readdirSync(place.folder))).not.toContain(dead);
      expect(sleeper.exitCode).toBeNull();
      await living.remove();
    });

    test('of another pid namespace is left alone, since its processes cannot be told from others', async () => {
      const [prefix, , pid, birth, random] = (await newGroupName()).split('-');
      const foreign = join(places[0]?.folder ?? '', [prefix, '1', pid, birth, random].join('-'));
      mkdirSync(foreign);
      await removeLeftoverGroups();
      // Fails where there is nothing left to remove.
      rmdirSync(foreign);
    });
  });
}

/** A process that lives in the group when this returns. */
async function sleeperIn(group: ControlGroup) {
  const { file, args } = enterGroups(group.doors, ['/bin/sh', '-c', 'echo entered; exec sleep 60']);
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

/** Names of the folders behind a group's doors that are still there. */
function ourGroups(group: ControlGroup): string[] {
  const names = group.doors.map((door) => door.split('/').at(-2) ?? '');
  return places.flatMap((place) => readdirSync(place.folder)).filter((name) => names.includes(name));
}
