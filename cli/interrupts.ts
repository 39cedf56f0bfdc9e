// Ctrl-C: the first asks the command to leave in good order, the second leaves at once.
import { EXIT } from './problem.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Interrupts {
  /** Aborted by the first signal. */
  left: AbortSignal;
  /** Gives the signals back to Node. */
  stop(): void;
}

export function catchInterrupts(): Interrupts {
  const controller = new AbortController();
  function onSignal(): void {
    // Everything that must not be lost is in Temporal's history and in the ledger already.
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  }
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    left: controller.signal,
    stop() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
