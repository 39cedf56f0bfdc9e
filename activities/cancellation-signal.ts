// How an activity hears that it is to end. Heartbeats, which bring the news, are sent for every activity by the worker.
import { AsyncLocalStorage } from 'node:async_hooks';
import { asyncLocalStorage, Context } from '@temporalio/activity';

export interface EndSignals {
  /** Aborts when a person or a time limit ends the activity, and when the worker hands it back. */
  ending: AbortSignal;
  /** Aborts only when the worker hands it back: whatever the activity makes from then on is not taken. */
  handBack: AbortSignal;
}

const given = new AsyncLocalStorage<EndSignals>();

/** Of the activity that calls it. */
export function cancellationSignal(): AbortSignal {
  return given.getStore()?.ending ?? Context.current().cancellationSignal;
}

/** The same for what commands call as well: null outside of an activity. */
export function cancellationSignalIfAny(): AbortSignal | null {
  return given.getStore()?.ending ?? asyncLocalStorage.getStore()?.cancellationSignal ?? null;
}

/** Of the activity that calls it; null outside of one that can be handed back. */
export function handBackSignal(): AbortSignal | null {
  return given.getStore()?.handBack ?? null;
}

export function withEndSignals<T>(signals: EndSignals, work: () => Promise<T>): Promise<T> {
  return given.run(signals, work);
}
