// Turns what a database throws into what the ledger throws.
import { failure } from '../failure.js';

/**
 * Throws `LedgerTrouble`, which Temporal retries, where `describe` has words for an error: for one that passes, or that
 * people mend. All else is thrown as it is.
 */
export async function inWords<T>(describe: (error: unknown) => string | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = describe(error);
    // Without its cause, which would be told in its place: it knows neither the ledger nor the way out.
    throw message === null ? error : failure('LedgerTrouble', message);
  }
}
