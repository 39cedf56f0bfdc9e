// How a command ended, in the few words that models and people read.
import type { CommandResult } from './command.js';

const MS_PER_SECOND = 1_000;

/** Such as `exit 0 in 1.2 s` or `timed out after 120 s`. */
export function describeEnd(result: CommandResult): string {
  const seconds = result.durationMs / MS_PER_SECOND;
  switch (result.reason) {
    case 'exited':
      return `exit ${result.exitCode} in ${seconds.toFixed(1)} s`;
    case 'signaled':
      return `ended by ${result.signal} after ${seconds.toFixed(1)} s`;
    case 'timedOut':
      return `timed out after ${seconds.toFixed(0)} s`;
    case 'outOfMemory':
      return `out of memory after ${seconds.toFixed(1)} s`;
    case 'outputLimit':
      return `stopped after ${seconds.toFixed(1)} s, since it wrote too much (${result.outputBytes} bytes)`;
    case 'diskLimit':
      return `stopped after ${seconds.toFixed(1)} s, since its files took too much space`;
    case 'cancelled':
      return `cancelled after ${seconds.toFixed(1)} s`;
  }
}
