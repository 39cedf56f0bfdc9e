// Tidies while a run works and after it, without a word and without ever holding the run up: what killed processes left
// goes at the start, what is no longer kept goes at the end, at most once a day.
import { join } from 'node:path';
import { removeLeftovers } from '../../activities/cleaning/remove-leftovers.js';
import type { Ledger } from '../../activities/ledger/ledger.js';
import type { OperatorConfig } from '../../core/operator-config.js';
import { cleanDaily } from '../../workers/clean-home.js';
import type { CommandContext } from '../context.js';
import { lossyLog } from '../lossy-log.js';

export interface Tidying {
  /** Waits for what was begun. `ended` says that the run is over, and that there is time for more. */
  finish(ended: boolean): Promise<void>;
}

export function tidyAround({ home, secrets }: CommandContext, ledger: Ledger, config: OperatorConfig): Tidying {
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
  const leftovers = quietly(() => removeLeftovers({ home }, mode()));
  return {
    async finish(ended) {
      await leftovers;
      if (ended) await quietly(() => cleanDaily({ home, ledger, config, mode: mode(), say }));
    },
  };
}
