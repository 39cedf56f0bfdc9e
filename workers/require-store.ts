// Asks at start whether the store can be used, so that nobody pays for work that could not be kept.
import type { Home } from '../activities/home.js';
import { checkStore } from '../activities/workspace/check-store.js';
import { StoreProblem } from '../activities/workspace/store-address.js';
import { SetupProblem } from './setup-problem.js';

/** Throws `SetupProblem` with the way out. */
export async function requireStore(home: Pick<Home, 'store'>): Promise<void> {
  try {
    await checkStore(home);
  } catch (error) {
    throw error instanceof StoreProblem ? new SetupProblem(error.message) : error;
  }
}
