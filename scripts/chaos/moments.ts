// The moments at which a blow falls: what the victim was doing when it was struck.
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf, descendantsOf, wordsOf, writerOf } from './proc.js';

/** What a victim was doing, by the first that holds. */
export type Phase = 'ledgerWrite' | 'gitPush' | 'git' | 'sandbox' | 'modelCall' | 'other';
/** What is waited for before a blow; `any`: nothing. */
export type Moment = 'any' | Exclude<Phase, 'git' | 'modelCall' | 'other'>;

export interface Scenery {
  /** The ledger's file. */
  ledger: string;
  /** Requests that a provider answers right now. */
  callsInFlight(): number;
}

const POLL_MS = 2;
/** Commands of git that write commits and refs to where all workers find them. */
const PUSHES = new Set(['push', 'update-ref', 'send-pack', 'receive-pack', 'fetch', 'commit-tree', 'write-tree']);

export function phaseOf(pid: number, { ledger, callsInFlight }: Scenery): Phase {
  if (writerOf(ledger) === pid) return 'ledgerWrite';
  const commands = childrenOf(pid).map(wordsOf);
  const git = commands.filter(([program = '']) => /(^|\/)git$/.test(program));
  if (git.some((words) => words.some((word) => PUSHES.has(word)))) return 'gitPush';
  if (git.length > 0) return 'git';
  if (commands.some(([program = '']) => program.includes('bwrap'))) return 'sandbox';
  return callsInFlight() > 0 ? 'modelCall' : 'other';
}

/** Waits until one of the processes is at that moment. Null when none came to it in time. */
export async function awaitMoment(
  moment: Moment,
  pids: () => number[],
  scenery: Scenery,
  timeoutMs: number,
): Promise<number | null> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < timeoutMs) {
    const writer = moment === 'ledgerWrite' ? writerOf(scenery.ledger) : null;
    const found = pids().find((pid) => (writer === null ? phaseOf(pid, scenery) === moment : pid === writer));
    if (found !== undefined) return found;
    await sleep(POLL_MS);
  }
  return null;
}

export interface Blow {
  signal: 'SIGKILL' | 'SIGTERM';
  /** Whether what it started goes with it, as when a power cut or the system's memory killer strikes. */
  wholeTree: boolean;
}

/** Strikes, and says what the victim was doing: it stands still while that is looked at. */
export function strike(pid: number, { signal, wholeTree }: Blow, scenery: Scenery): Phase {
  if (signal === 'SIGKILL') send(pid, 'SIGSTOP');
  const phase = phaseOf(pid, scenery);
  const family = wholeTree ? descendantsOf(pid).filter((one) => !isServer(one)) : [];
  send(pid, signal);
  for (const one of family) send(one, signal);
  return phase;
}

/** The Temporal server outlives the command that started it, and is a victim of its own. */
function isServer(pid: number): boolean {
  return wordsOf(pid).includes('start-dev');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself a moment before.
  }
}
