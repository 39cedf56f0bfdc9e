import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  type CachePlaces,
  cachePlaces,
  makeCachePlaces,
} from '../../../activities/validator/dependencies/cache-places.js';
import { createDependencyCache } from '../../../activities/validator/dependencies/dependency-cache.js';
import {
  dependencyCacheBytes,
  tidyDependencies,
} from '../../../activities/validator/dependencies/tidy-dependencies.js';
import { input, prepared } from './dependency-room.js';
import { type Room, room } from './room.js';

const FILES = { 'package.json': '{"scripts":{"test":"node --test"}}' };
const MEGABYTE = 1_000_000;
const NOW_MS = Date.UTC(2026, 10, 22);
const HOUR_MS = 3_600_000;
const NEVER = Number.POSITIVE_INFINITY;

/** An installation of about a megabyte for each name, as separate keys of one repository. */
function withSize(house: Room, name: string) {
  const setup = `mkdir made && head -c ${MEGABYTE} /dev/urandom > made/${name}`;
  return { validator: { ...house.plan, setup } };
}

/** Makes an installation of a name and says when it was used last. */
async function usedHoursAgo(house: Room, name: string, hours: number): Promise<string> {
  const made = await prepared(house, withSize(house, name));
  made.release();
  const usedAt = (NOW_MS - hours * HOUR_MS) / 1_000;
  utimesSync(join(cachePlaces(house.hands.home).entries, made.cacheKey, 'used'), usedAt, usedAt);
  return made.cacheKey;
}

describe('tidying the cache of dependencies', () => {
  it('removes those used longest ago until the rest fits', async () => {
    const house = await room(FILES);
    const [old, older, newest] = [
      await usedHoursAgo(house, 'old', 2),
      await usedHoursAgo(house, 'older', 3),
      await usedHoursAgo(house, 'newest', 1),
    ];
    const before = await dependencyCacheBytes(house.hands.home);
    expect(before).toBeGreaterThan(3 * MEGABYTE);
    const limits = { bytesMax: 1.5 * MEGABYTE, unusedMs: NEVER, nowMs: NOW_MS };
    const told = await tidyDependencies(house.hands.home, { ...limits, dryRun: true });
    expect([told.removed, await dependencyCacheBytes(house.hands.home)]).toEqual([[older, old], before]);
    const tidied = await tidyDependencies(house.hands.home, limits);
    expect(tidied.removed).toEqual([older, old]);
    expect(tidied.bytes).toBe(before - (await dependencyCacheBytes(house.hands.home)));
    expect(readdirSync(cachePlaces(house.hands.home).entries)).toEqual([newest]);
  });

  it('removes what nobody used for long, however small it is', async () => {
    const house = await room(FILES);
    const [stale] = [await usedHoursAgo(house, 'stale', 48), await usedHoursAgo(house, 'fresh', 1)];
    const limits = { bytesMax: NEVER, unusedMs: 24 * HOUR_MS, nowMs: NOW_MS };
    expect((await tidyDependencies(house.hands.home, limits)).removed).toEqual([stale]);
  });

  it('never removes what somebody uses, until that is released', async () => {
    const house = await room(FILES);
    const inUse = await prepared(house, withSize(house, 'used'));
    const nothing = { bytesMax: 0, unusedMs: 0, nowMs: Date.now() + HOUR_MS };
    expect((await tidyDependencies(house.hands.home, nothing)).removed).toEqual([]);
    expect(existsSync(inUse.mounts[0]!.source)).toBe(true);
    inUse.release();
    expect((await tidyDependencies(house.hands.home, nothing)).removed).toEqual([inUse.cacheKey]);
  });

  it('happens when an installation goes beyond the limit, and spares the one just made', async () => {
    const house = await room(FILES);
    const { home, workspace } = house.hands;
    const old = await usedHoursAgo(house, 'old', 2);
    const small = createDependencyCache({ home, workspace, bytesMax: MEGABYTE / 2 });
    const made = await small.prepare(input(house, withSize(house, 'new')));
    if (!made.ok) throw new Error(made.message);
    expect(readdirSync(cachePlaces(home).entries)).toEqual([made.cacheKey]);
    expect(made.cacheKey).not.toBe(old);
    made.release();
  });

  it('is followed by a new installation when what was evicted is asked for again', async () => {
    const house = await room(FILES);
    const key = await usedHoursAgo(house, 'again', 2);
    await tidyDependencies(house.hands.home, { bytesMax: 0, unusedMs: 0, nowMs: Date.now() + HOUR_MS });
    expect((await prepared(house, withSize(house, 'again'))).cacheKey).toBe(key);
  });

  it('removes what dead installers and removers left', async () => {
    const { hands } = await room(FILES);
    const places = cachePlaces(hands.home);
    await makeCachePlaces(places);
    for (const folder of leftovers(places)) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'half'), '');
    }
    const tidied = await tidyDependencies(hands.home, { bytesMax: NEVER, unusedMs: NEVER, nowMs: NOW_MS });
    expect(tidied).toMatchObject({ removed: [], leftovers: 2 });
    expect(leftovers(places).map((folder) => existsSync(folder))).toEqual([false, false]);
  });
});

function leftovers(places: CachePlaces): string[] {
  return [join(places.staging, 'a-key'), join(places.removed, 'a-name')];
}
