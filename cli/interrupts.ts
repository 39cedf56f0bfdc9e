// Signals that ask a command to leave: the first in good order, the second at once. Ctrl-C (SIGINT) is a person's wish;
// SIGTERM is the machine's, at a deploy or a shutdown.
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from './problem.js';

const MS_PER_SECOND = 1_000;
/** After the drain, what is handed back has this long to end; a server that is gone would be waited for much longer. */
const HAND_BACK_MS_MAX = 15_000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Interrupts {
  /** Aborted by the first signal, with its name as the reason. */
  left: AbortSignal;
  /** Gives the signals back to Node. */
  stop(): void;
}

export function catchInterrupts(): Interrupts {
  const controller = new AbortController();
  function onSignal(signal: NodeJS.Signals): void {
    // Everything that must not be lost is in Temporal's history and in the ledger already.
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(signal);
  }
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    left: controller.signal,
    stop() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** Whether the machine asked, rather than a person. */
export function leftByMachine({ reason }: AbortSignal): boolean {
  return reason === 'SIGTERM';
}

/** What a process says that drains. */
export function leavingLine(drainMs: number): string {
  const seconds = Math.round(drainMs / MS_PER_SECOND);
  return (
    `Leaving: nothing new is begun; work in flight has ${seconds} s and is then left to others, or to the next start. ` +
    'Another signal leaves at once.'
  );
}

/** Waits for a drain to end; what outlasts it is left as a kill would leave it, which nothing is lost by. */
export async function untilDrained(closing: Promise<unknown>, drainMs: number): Promise<void> {
  const late = sleep(drainMs + HAND_BACK_MS_MAX, 'late', { ref: false });
  if ((await Promise.race([closing, late])) === 'late') process.exit(EXIT.interrupted);
}
