// The blows of a night as they fall, one after the other, and the count of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { readServerFile } from '../../workers/server/server-file.js';
import { type CutKind, makeCuts } from './cuts.js';
import type { Kept } from './kept-process.js';
import { awaitMoment, type Phase, type Scenery, strike } from './moments.js';
import { type BlowKind, blowOf, KILLS, type PlannedBlow } from './plan.js';
import type { Provider } from './provider.js';
import type { Room } from './room.js';

/** Blows that fell. */
export interface Struck {
  /** Processes, or a whole machine, killed with -9. */
  kills: number;
  kinds: Partial<Record<BlowKind, number>>;
  /** What was being done by each process that was killed. */
  phases: Partial<Record<Phase | 'server', number>>;
}

export interface Battle {
  seed: number;
  room: Room;
  provider: Provider;
  /** What may be struck. */
  kept: Set<Kept>;
  /** After so many kills blows are rare for now: the specs that are at work have had theirs, and should end. */
  enough(): number;
  struck: Struck;
  say(line: string): void;
}

export const NO_BLOWS = (): Struck => ({ kills: 0, kinds: {}, phases: {} });

const MOMENT_WAIT_MS = 4_000;
const REQUESTS_WAIT_MS = 10_000;
/** For all that was killed to be at work again, on a machine that does much else. */
const VICTIMS_WAIT_MS = 60_000;
const RARE_MS = 20_000;
const POLL_MS = 50;

export async function fallBlows(battle: Battle, over: AbortSignal): Promise<void> {
  for (let number = 0; !over.aborted; number += 1) {
    const blow = blowOf(battle.seed, number);
    await pause(battle, blow, over);
    if (!over.aborted) await fall(battle, blow, over);
  }
}

async function pause({ provider, struck, enough }: Battle, blow: PlannedBlow, over: AbortSignal): Promise<void> {
  const asked = provider.account().length;
  const nap = (ms: number) => sleep(ms, undefined, { signal: over }).catch(() => undefined);
  await nap(struck.kills < enough() ? blow.afterMs : RARE_MS);
  for (let waitedMs = 0; waitedMs < REQUESTS_WAIT_MS && !over.aborted; waitedMs += POLL_MS) {
    if (provider.account().length - asked >= blow.afterRequests) return;
    await nap(POLL_MS);
  }
}

async function fall(battle: Battle, blow: PlannedBlow, over: AbortSignal): Promise<void> {
  const { struck, say, room } = battle;
  const cut = makeCuts(room)[blow.kind as CutKind];
  const told = cut ? await cut(blow.downMs) : await kill(battle, blow, over);
  if (told === null) return;
  struck.kinds[blow.kind] = (struck.kinds[blow.kind] ?? 0) + 1;
  if (KILLS.has(blow.kind)) struck.kills += 1;
  say(`${String(struck.kills).padStart(4)} ${blow.kind}: ${told}`);
}

/** Null when there was nothing to strike. */
async function kill(battle: Battle, blow: PlannedBlow, over: AbortSignal): Promise<string | null> {
  const victims = () => [...battle.kept].filter((one) => one.pid() !== null && (blow.early || one.isReady()));
  for (let waitedMs = 0; victims().length === 0; waitedMs += POLL_MS) {
    if (over.aborted || waitedMs > VICTIMS_WAIT_MS) return null;
    await sleep(POLL_MS);
  }
  const pids = () => victims().map((one) => one.pid() ?? 0);
  const seen = blow.moment === 'any' ? null : await awaitMoment(blow.moment, pids, sceneryOf(battle), MOMENT_WAIT_MS);
  if (over.aborted) return null;
  if (blow.kind === 'killServer') return killServer(battle);
  if (blow.kind === 'powerCut') return powerCut(battle, [...battle.kept], blow);
  const now = victims();
  const victim = now.find((one) => one.pid() === seen) ?? now[Math.floor(blow.victim * now.length)];
  if (!victim) return null;
  return `${victim.name} in ${strikeOne(battle, victim, blow)}, down for ${blow.downMs} ms`;
}

function sceneryOf({ room, provider }: Battle): Scenery {
  return { ledger: room.home.ledger, callsInFlight: provider.inFlight };
}

function strikeOne(battle: Battle, victim: Kept, { kind, downMs }: PlannedBlow): Phase {
  const signal = kind === 'deploy' ? 'SIGTERM' : 'SIGKILL';
  const wholeTree = kind === 'killTree' || kind === 'powerCut';
  victim.stayDown(downMs);
  const phase = strike(victim.pid() ?? 0, { signal, wholeTree }, sceneryOf(battle));
  if (signal === 'SIGKILL') count(battle.struck, phase);
  return phase;
}

async function powerCut(battle: Battle, victims: readonly Kept[], blow: PlannedBlow): Promise<string | null> {
  const up = victims.filter((one) => one.pid() !== null);
  const phases = up.map((one) => strikeOne(battle, one, blow));
  const server = await killServer(battle);
  return phases.length > 0 || server ? `all ${phases.length} (${phases.join(', ')}), and the server` : null;
}

async function killServer({ room, struck }: Battle): Promise<string | null> {
  const { server } = await readServerFile(room.home.state);
  if (!server) return null;
  try {
    process.kill(server.pid, 'SIGKILL');
  } catch {
    return null;
  }
  count(struck, 'server');
  return `process ${server.pid}`;
}

function count({ phases }: Struck, phase: Phase | 'server'): void {
  phases[phase] = (phases[phase] ?? 0) + 1;
}
