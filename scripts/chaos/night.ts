// A chaos night: several specs at work at once, and blows that fall on what works on them, until all specs have ended.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Battle, fallBlows, NO_BLOWS, type Struck } from './blows.js';
import { startFleet } from './fleet.js';
import type { Provider } from './provider.js';
import type { Room } from './room.js';
import type { ChaosSpec } from './specs.js';
import { startWatch, type Watch } from './watch.js';
import { type SpecAtWork, workOn } from './work.js';

export interface Night {
  works: SpecAtWork[];
  struck: Struck;
}

export interface NightOptions {
  seed: number;
  specs: readonly ChaosSpec[];
  room: Room;
  provider: Provider;
  atOnce: number;
  /** After so many, blows become rare. */
  kills: number;
  say(line: string): void;
}

const POLL_MS = 50;
/** Beside the one that keeps the server up. */
const WORKERS_MAX = 2;

export async function spendNight(options: NightOptions): Promise<Night> {
  const { seed, room, provider, specs, atOnce, kills, say } = options;
  const fleet = startFleet(room, Math.min(WORKERS_MAX, atOnce - 1));
  const watch = startWatch(room);
  const night: Night = { works: [], struck: NO_BLOWS() };
  const enough = () => kills * Math.min(1, (ended(night) + atOnce) / specs.length);
  const battle: Battle = { seed, room, provider, say, enough, kept: new Set(fleet), struck: night.struck };
  const over = new AbortController();
  const striking = fallBlows(battle, over.signal);
  await workOnAll(options, night, battle, watch);
  over.abort();
  await striking;
  await Promise.all([...battle.kept].map((one) => one.stop()));
  await watch.close();
  return night;
}

/** Starts specs as others end; the later ones wait until their share of the kills has fallen. */
async function workOnAll(
  { specs, room, atOnce, kills, say }: NightOptions,
  night: Night,
  { kept, struck }: Battle,
  watch: Watch,
): Promise<void> {
  const open = new Set<Promise<void>>();
  for (const [index, spec] of specs.entries()) {
    while (open.size >= atOnce) await Promise.race(open);
    const due = (kills * Math.max(0, index - atOnce + 1)) / Math.max(1, specs.length - atOnce + 1);
    while (open.size > 0 && struck.kills < due) await sleep(POLL_MS);
    const working = workOn(room, watch, spec);
    night.works.push(working.work);
    kept.add(working.kept);
    say(`spec ${index + 1} of ${specs.length}${spec.alone ? ', alone' : ''}: ${spec.title}`);
    const ended: Promise<void> = working.ended.then(() => {
      open.delete(ended);
      say(`${spec.title}: ${working.work.end?.outcome ?? 'given up'}`);
    });
    void working.kept.ended.then(() => kept.delete(working.kept));
    open.add(ended);
  }
  await Promise.all(open);
}

function ended({ works }: Night): number {
  return works.filter(({ end }) => end !== null).length;
}
