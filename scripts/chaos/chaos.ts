// One chaos run from its room to its figures.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { billedMicroUsd } from './account.js';
import type { Struck } from './blows.js';
import { checkMorning } from './checks/check-morning.js';
import { spendNight } from './night.js';
import { processesAbout } from './proc.js';
import { startProvider } from './provider.js';
import { makeRoom, type Room } from './room.js';
import { specsOf } from './specs.js';

const EXIT_INTERRUPTED = 130;

export interface ChaosOptions {
  seed: number;
  runs: number;
  atOnce: number;
  /** After so many, blows become rare. */
  kills: number;
  /** Leaves the room also where all is well. */
  keep: boolean;
  say(line: string): void;
}

export interface ChaosFigures {
  seed: number;
  specs: number;
  /** How the runs ended, by outcome. */
  ends: Record<string, number>;
  kills: number;
  blows: Struck['kinds'];
  /** What was being done by those that were killed. */
  phases: Struck['phases'];
  violations: string[];
  providerMicroUsd: number;
  bookedMicroUsd: number;
  answersBought: number;
  /** Answers that were bought again because nobody could know whether they had been given. */
  boughtAgain: number;
  longestGapSeconds: number;
  errorExits: number;
  seconds: number;
}

export async function chaos({ seed, runs, atOnce, kills, keep, say }: ChaosOptions): Promise<ChaosFigures> {
  const startedAt = performance.now();
  const clocked = (line: string) =>
    say(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
  const specs = specsOf(seed, runs);
  const provider = await startProvider(seed, specs);
  let room: Room | null = null;
  try {
    room = await makeRoom(specs, provider.url);
    sweepAtSignals(room.dir);
    clocked(`the room is ${room.dir}`);
    const night = await spendNight({ seed, specs, room, provider, atOnce, kills, say: clocked });
    clocked('all have ended; looking at the books');
    const account = provider.account();
    await writeFile(join(room.dir, 'account.jsonl'), account.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const morning = await checkMorning(room, night, account, clocked);
    const bought = account.filter(({ billed }) => billed);
    const asked = new Set(bought.map(({ attempt, requestSha256 }) => `${attempt} ${requestSha256}`));
    const figures: ChaosFigures = {
      seed,
      specs: runs,
      ends: morning.ends,
      kills: night.struck.kills,
      blows: night.struck.kinds,
      phases: night.struck.phases,
      violations: morning.violations,
      providerMicroUsd: Math.ceil(billedMicroUsd(account)),
      bookedMicroUsd: morning.bookedMicroUsd,
      answersBought: bought.length,
      boughtAgain: bought.length - asked.size,
      longestGapSeconds: morning.longestGapSeconds,
      errorExits: night.works.reduce((sum, { errors }) => sum + errors.length, 0),
      seconds: Math.round((performance.now() - startedAt) / 1_000),
    };
    if (keep || figures.violations.length > 0) say(`Logs, ledger and repositories stay in ${room.dir}`);
    else await rm(room.dir, { recursive: true, force: true });
    return figures;
  } finally {
    if (room) sweep(room.dir);
    await provider.close();
  }
}

/** Whoever ends the harness early leaves no server and no worker behind. */
function sweepAtSignals(dir: string): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      sweep(dir);
      process.exit(EXIT_INTERRUPTED);
    });
  }
}

function sweep(dir: string): void {
  for (const { pid } of processesAbout(dir)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}
