// Tidies beside the work, without a word and without ever holding it up: what killed processes left goes at the start,
// what is no longer kept goes at most once a day.
import { join } from 'node:path';
import { removeLeftovers } from '../../activities/cleaning/remove-leftovers.js';
import type { Ledger } from '../../activities/ledger/ledger.js';
import type { OperatorConfig } from '../../core/operator-config.js';
import { cleanDaily } from '../../workers/clean-home.js';
import type { CommandContext } from '../context.js';
import { lossyLog } from '../lossy-log.js';

const HOUR_MS = 60 * 60_000;

export interface Tidying {
  /** Waits for what was begun. `ended` says that the run is over, and that there is time for more. */
  finish(ended: boolean): Promise<void>;
}

/** For one run: while it works, and after it. */
export function tidyAround(context: CommandContext, ledger: Ledger, config: OperatorConfig): Tidying {
  const { leftovers, daily } = tidier(context, ledger, config);
  const begun = leftovers();
  return {
    async finish(ended) {
      await begun;
      if (ended) await daily();
    },
  };
}

/** For a process that works on: asks each hour whether it is time. */
export function tidyHourly(context: CommandContext, ledger: Ledger, config: OperatorConfig): { stop(): Promise<void> } {
  const { leftovers, daily } = tidier(context, ledger, config);
  let begun = leftovers().then(daily);
  const timer = setInterval(() => {
    begun = begun.then(daily);
  }, HOUR_MS);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return begun;
    },
  };
}

function tidier({ home, secrets }: CommandContext, ledger: Ledger, config: OperatorConfig) {
  const append = lossyLog(secrets);
  const say = (line: string) =>
    append(join(home.state, 'worker.log'), new Date().toISOString(), `INFO cleaning: ${line}`);
  const mode = () => ({ nowMs: Date.now(), dryRun: false });
  const quietly = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      say(`given up: ${String(error)}`);
    }
  };
  return {
    leftovers: () => quietly(() => removeLeftovers({ home }, mode())),
    daily: () => quietly(() => cleanDaily({ home, ledger, config, mode: mode(), say })),
  };
}
