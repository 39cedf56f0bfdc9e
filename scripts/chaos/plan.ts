// The plan of a chaos run: which blows fall, after how long, and how long what was struck stays down. All of it comes
// from the seed; at what moment of the product's work a blow falls is up to the machine.
import type { Moment } from './moments.js';
import { randomOf } from './random.js';

export type BlowKind =
  /** kill -9 of one process, alone or with all that it started. */
  | 'kill'
  | 'killTree'
  /** kill -9 of Temporal's server. */
  | 'killServer'
  /** kill -9 of everything at once, as a power cut does it. */
  | 'powerCut'
  /** SIGTERM, and a new process: a deploy. */
  | 'deploy'
  /** Another process holds the ledger's write lock. */
  | 'cutLedger'
  /** The user's repositories are not there. */
  | 'cutForge';

export interface PlannedBlow {
  kind: BlowKind;
  /** Since the blow before. */
  afterMs: number;
  /** So many requests to the provider lie between, unless they take too long to come. */
  afterRequests: number;
  moment: Moment;
  /** Whether it may fall on what is only just starting; else on what is at work. */
  early: boolean;
  /** Which of those that can be struck, as a share of them. */
  victim: number;
  /** How long what was killed stays down, or what was cut stays cut. */
  downMs: number;
}

export const KILLS: ReadonlySet<BlowKind> = new Set(['kill', 'killTree', 'killServer', 'powerCut']);

const WEIGHTS: Record<BlowKind, number> = {
  kill: 46,
  killTree: 14,
  killServer: 12,
  powerCut: 3,
  deploy: 8,
  cutLedger: 6,
  cutForge: 3,
};

const MOMENTS: Record<Moment, number> = { any: 40, ledgerWrite: 20, gitPush: 20, sandbox: 20 };

const EARLY = 0.15;

/** The blow of that number, from 0. */
export function blowOf(seed: number, number: number): PlannedBlow {
  const random = randomOf(seed, 'blow', number);
  const kind = random.weighted(WEIGHTS);
  const cut = kind.startsWith('cut');
  return {
    kind,
    afterMs: random.between(500, 4_000),
    afterRequests: random.pick([0, 0, 1, 2]),
    moment: cut ? 'any' : random.weighted(MOMENTS),
    early: random.chance(EARLY),
    victim: random.next(),
    downMs: cut ? random.between(1_000, 4_000) : random.pick([0, 0, random.between(200, 3_000)]),
  };
}

/** So many kills fall on a run with so many specs; the last specs are held back until most of them have. */
export const KILLS_PER_SPEC = 4.4;
